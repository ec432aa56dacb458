package io.provisionhook.runtime.kubernetes;

import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

import io.fabric8.kubernetes.api.model.Secret;

import io.provisionhook.BaseEnvironment;
import io.provisionhook.BaseEnvironment.Owner;
import io.provisionhook.Env;
import io.provisionhook.redaction.SecretRedactor;

/**
 * Redactors for the output of Pods. The secrets of a Pod that another host application
 * has started are read from its Secrets. Thread-safe.
 */
final class PodRedactors {

	private final Map<String, SecretRedactor> complete = new ConcurrentHashMap<>();

	private final Map<String, SecretRedactor> adopted = new ConcurrentHashMap<>();

	private final PodClient pods;

	PodRedactors(PodClient pods) {
		this.pods = pods;
	}

	/**
	 * Set the redactor of a Pod that was created.
	 * @param pod the Pod
	 * @param redactor a redactor with all secrets of the Pod
	 */
	void put(WorkspacePod pod, SecretRedactor redactor) {
		this.complete.put(pod.uid(), redactor);
	}

	/**
	 * Set the redactor of an adopted Pod, to which its secrets are added when its log is
	 * read first.
	 * @param pod the Pod
	 * @param redactor the redactor for its output
	 */
	void adopt(WorkspacePod pod, SecretRedactor redactor) {
		if (!this.complete.containsKey(pod.uid())) {
			this.adopted.put(pod.uid(), redactor);
		}
	}

	void retain(Set<String> uids) {
		this.complete.keySet().retainAll(uids);
		this.adopted.keySet().retainAll(uids);
	}

	/**
	 * Return the redactor for the output of a Pod.
	 * @param pod the Pod
	 * @return the redactor
	 * @throws KubernetesException if the secrets of the Pod are not known
	 * @throws InterruptedException if the caller is interrupted
	 */
	SecretRedactor get(WorkspacePod pod) throws KubernetesException, InterruptedException {
		SecretRedactor known = this.complete.get(pod.uid());
		if (known != null) {
			return known;
		}
		SecretRedactor redactor = this.adopted.getOrDefault(pod.uid(), SecretRedactor.of(Set.of()));
		List<Secret> secrets = this.pods.secretsOf(pod);
		if (secrets.size() < pod.secrets().size()) {
			throw new KubernetesException("the log of " + pod.description()
					+ " can't be shown, since its Secrets are gone and their values could be in it");
		}
		Map<String, String> environment = PodVariables.read(pod.container(), secrets, redactor);
		redactor.addAll(Env.onTopOf(BaseEnvironment.EMPTY.with(Owner.IMAGE, environment)).redactor());
		put(pod, redactor);
		this.adopted.remove(pod.uid());
		return redactor;
	}

}
