package io.provisionhook.integration.runtime;

import java.io.IOException;
import java.nio.file.Path;

import org.junit.jupiter.api.extension.ExtendWith;

import io.provisionhook.runtime.kubernetes.test.KubernetesClusterExtension;
import io.provisionhook.runtime.kubernetes.test.TestNamespace;
import io.provisionhook.store.jdbc.test.DatabaseServer;
import io.provisionhook.store.jdbc.test.PostgresServer;

/**
 * Faults of hosts with PostgreSQL and a cluster.
 */
@ExtendWith(KubernetesClusterExtension.class)
class HostFaultsOnKubernetesTests extends HostFaultsContract {

	private final TestNamespace namespace;

	HostFaultsOnKubernetesTests(TestNamespace namespace) {
		this.namespace = namespace;
	}

	@Override
	DatabaseServer start(Path directory) throws IOException {
		return new PostgresServer(directory);
	}

	@Override
	ContainerPlatform startPlatform() {
		return new KubernetesPlatform(this.namespace);
	}

}
