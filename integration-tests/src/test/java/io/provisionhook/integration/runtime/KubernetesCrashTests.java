package io.provisionhook.integration.runtime;

import java.util.List;
import java.util.Map;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.extension.ExtendWith;

import io.provisionhook.runtime.kubernetes.test.KubernetesClusterExtension;
import io.provisionhook.runtime.kubernetes.test.TestNamespace;

/**
 * The Kubernetes runtime in a host application that is killed.
 */
@ExtendWith(KubernetesClusterExtension.class)
class KubernetesCrashTests extends CrashContract {

	private final KubernetesPlatform platform;

	KubernetesCrashTests(TestNamespace namespace) {
		this.platform = new KubernetesPlatform(namespace);
	}

	@Override
	List<String> runtime() {
		return this.platform.properties();
	}

	@AfterEach
	@Override
	void endAll() {
		this.platform.close();
	}

	@Override
	Map<String, Integer> running() {
		return counts(this.platform.running());
	}

}
