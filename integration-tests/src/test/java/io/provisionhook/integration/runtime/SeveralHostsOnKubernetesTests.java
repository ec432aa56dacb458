package io.provisionhook.integration.runtime;

import java.io.IOException;

import org.junit.jupiter.api.extension.ExtendWith;

import io.provisionhook.runtime.kubernetes.test.KubernetesClusterExtension;
import io.provisionhook.runtime.kubernetes.test.TestNamespace;
import io.provisionhook.store.jdbc.test.PostgresServer;

/**
 * Two hosts with PostgreSQL and a cluster.
 */
@ExtendWith(KubernetesClusterExtension.class)
class SeveralHostsOnKubernetesTests extends SeveralHostsContract {

	private final TestNamespace namespace;

	SeveralHostsOnKubernetesTests(TestNamespace namespace) throws IOException {
		super(PostgresServer.database(), LostUpdates.ON_POSTGRES, 2, 50);
		this.namespace = namespace;
	}

	@Override
	ContainerPlatform startPlatform() {
		return new KubernetesPlatform(this.namespace);
	}

}
