package io.provisionhook.runtime.kubernetes;

import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.function.Consumer;

import io.fabric8.kubernetes.api.model.DeleteOptions;
import io.fabric8.kubernetes.api.model.DeleteOptionsBuilder;
import io.fabric8.kubernetes.api.model.Event;
import io.fabric8.kubernetes.api.model.ListOptions;
import io.fabric8.kubernetes.api.model.ListOptionsBuilder;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodList;
import io.fabric8.kubernetes.api.model.Secret;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.fabric8.kubernetes.client.dsl.FilterWatchListDeletable;
import io.fabric8.kubernetes.client.dsl.PodResource;
import org.jspecify.annotations.Nullable;

/**
 * Calls of the API server for Pods, their Secrets, logs and events. A call is tried again
 * a few times if the server is overloaded or fails, and ends when its caller is
 * interrupted. Thread-safe.
 */
final class PodClient {

	/**
	 * Number of Pods in an answer of the API server.
	 */
	private static final long PAGE = 500;

	/**
	 * Number of attempts to list Pods: the server forgets a list that takes minutes.
	 */
	private static final int MAX_LISTS = 3;

	private final KubernetesClient client;

	private final @Nullable String namespace;

	private final PodLabels labels;

	/**
	 * Create a client.
	 * @param client the client of the cluster
	 * @param namespace the namespace of all Pods; {@code null} to look in all namespaces
	 * @param labels the labels of the Pods
	 */
	PodClient(KubernetesClient client, @Nullable String namespace, PodLabels labels) {
		this.client = client;
		this.namespace = namespace;
		this.labels = labels;
	}

	/**
	 * Return the path of the list of Pods.
	 * @return the path below the address of the API server
	 */
	String path() {
		return (this.namespace != null) ? "api/v1/namespaces/" + this.namespace + "/pods" : "api/v1/pods";
	}

	KubernetesClient client() {
		return this.client;
	}

	PodLabels labels() {
		return this.labels;
	}

	WorkspacePod create(Pod pod) throws KubernetesException, InterruptedException {
		return call("create Pod " + pod.getMetadata().getNamespace() + "/" + pod.getMetadata().getName(),
				() -> new WorkspacePod(this.client.resource(pod).create()));
	}

	/**
	 * Create a Secret.
	 * @param secret the Secret
	 * @throws KubernetesException if it can't be created; not if it exists, since only
	 * this launch makes Secrets of this name
	 * @throws InterruptedException if the caller is interrupted
	 */
	void create(Secret secret) throws KubernetesException, InterruptedException {
		try {
			call("create Secret " + secret.getMetadata().getNamespace() + "/" + secret.getMetadata().getName(),
					() -> this.client.resource(secret).create());
		}
		catch (KubernetesException ex) {
			if (!ex.hasStatus(KubernetesException.CONFLICT)) {
				throw ex;
			}
		}
	}

	Optional<WorkspacePod> get(String namespace, String name) throws KubernetesException, InterruptedException {
		Pod pod = callNullable("look at Pod " + namespace + "/" + name,
				() -> this.client.pods().inNamespace(namespace).withName(name).get());
		return Optional.ofNullable(pod).map(WorkspacePod::new);
	}

	/**
	 * Return a Pod as it is now.
	 * @param pod a Pod
	 * @return the Pod; empty if it was deleted, also if there is another one of its name
	 * @throws KubernetesException if the API server fails
	 * @throws InterruptedException if the caller is interrupted
	 */
	Optional<WorkspacePod> get(WorkspacePod pod) throws KubernetesException, InterruptedException {
		return get(pod.namespace(), pod.name()).filter((present) -> present.uid().equals(pod.uid()));
	}

	/**
	 * Return the Pods of a workspace.
	 * @param workspaceId the id of the workspace
	 * @return the Pods, the latest generation first
	 * @throws KubernetesException if the API server fails
	 * @throws InterruptedException if the caller is interrupted
	 */
	List<WorkspacePod> findAll(String workspaceId) throws KubernetesException, InterruptedException {
		List<WorkspacePod> found = new ArrayList<>();
		list("look for the Pods of workspace " + workspaceId, this.labels.ofWorkspace(workspaceId), found::add);
		found.sort(Comparator.comparingLong(WorkspacePod::generation).reversed());
		return found;
	}

	/**
	 * List all of our Pods, in pages.
	 * @param pods receives each Pod
	 * @return the resource version of the list
	 * @throws KubernetesException if the API server fails
	 * @throws InterruptedException if the caller is interrupted
	 */
	String list(Consumer<WorkspacePod> pods) throws KubernetesException, InterruptedException {
		return list("list Pods", this.labels.ours(), pods);
	}

	private String list(String activity, Map<String, String> selector, Consumer<WorkspacePod> pods)
			throws KubernetesException, InterruptedException {
		for (int attempt = 1;; attempt++) {
			try {
				Map<String, WorkspacePod> found = new LinkedHashMap<>();
				String version = list(activity, selector, found);
				found.values().forEach(pods);
				return version;
			}
			catch (KubernetesException ex) {
				if (!ex.hasStatus(KubernetesException.GONE) || attempt == MAX_LISTS) {
					throw ex;
				}
			}
		}
	}

	private String list(String activity, Map<String, String> selector, Map<String, WorkspacePod> found)
			throws KubernetesException, InterruptedException {
		String next = null;
		while (true) {
			ListOptions options = new ListOptionsBuilder().withLimit(PAGE).withContinue(next).build();
			PodList page = call(activity, () -> pods(selector).list(options));
			for (Pod pod : page.getItems()) {
				found.put(pod.getMetadata().getUid(), new WorkspacePod(pod));
			}
			next = page.getMetadata().getContinue();
			if (next == null || next.isEmpty()) {
				return page.getMetadata().getResourceVersion();
			}
		}
	}

	private FilterWatchListDeletable<Pod, PodList, PodResource> pods(Map<String, String> selector) {
		return (this.namespace != null) ? this.client.pods().inNamespace(this.namespace).withLabels(selector)
				: this.client.pods().inAnyNamespace().withLabels(selector);
	}

	/**
	 * Ask for the deletion of a Pod and of its Secrets. Its node gives it its grace
	 * period.
	 * @param pod the Pod; another one of its name is left alone
	 * @throws KubernetesException if the API server fails
	 * @throws InterruptedException if the caller is interrupted
	 */
	void delete(WorkspacePod pod) throws KubernetesException, InterruptedException {
		DeleteOptions options = new DeleteOptionsBuilder().withApiVersion("v1")
			.withKind("DeleteOptions")
			.withNewPreconditions()
			.withUid(pod.uid())
			.endPreconditions()
			.build();
		delete("delete " + pod.description(), "pods", pod.namespace(), pod.name(), options);
		deleteSecrets(pod.namespace(), pod.secrets());
	}

	// Their owner is gone, so the cluster would remove them too, though later
	private void deleteSecrets(String namespace, Collection<String> names)
			throws KubernetesException, InterruptedException {
		for (String name : names) {
			delete("delete Secret " + namespace + "/" + name, "secrets", namespace, name, null);
		}
	}

	private void delete(String activity, String kind, String namespace, String name, @Nullable DeleteOptions options)
			throws KubernetesException, InterruptedException {
		try {
			call(activity, () -> String.valueOf(
					this.client.raw("/api/v1/namespaces/" + namespace + "/" + kind + "/" + name, "DELETE", options)));
		}
		catch (KubernetesException ex) {
			// A conflict means that the uid is another one, so ours is gone
			if (!ex.hasStatus(KubernetesException.NOT_FOUND) && !ex.hasStatus(KubernetesException.CONFLICT)) {
				throw ex;
			}
		}
	}

	/**
	 * Return the Secrets of a Pod.
	 * @param pod the Pod
	 * @return the Secrets that exist
	 * @throws KubernetesException if the API server fails
	 * @throws InterruptedException if the caller is interrupted
	 */
	List<Secret> secretsOf(WorkspacePod pod) throws KubernetesException, InterruptedException {
		List<Secret> secrets = new ArrayList<>();
		for (String name : pod.secrets()) {
			Secret secret = callNullable("read Secret " + pod.namespace() + "/" + name,
					() -> this.client.secrets().inNamespace(pod.namespace()).withName(name).get());
			if (secret != null) {
				secrets.add(secret);
			}
		}
		return secrets;
	}

	/**
	 * Return the events of a Pod.
	 * @param pod the Pod
	 * @return the events, the newest last
	 * @throws KubernetesException if the API server fails
	 * @throws InterruptedException if the caller is interrupted
	 */
	List<Event> eventsOf(WorkspacePod pod) throws KubernetesException, InterruptedException {
		List<Event> events = new ArrayList<>(call("read the events of " + pod.description(),
				() -> this.client.v1()
					.events()
					.inNamespace(pod.namespace())
					.withField("involvedObject.uid", pod.uid())
					.list()
					.getItems()));
		events.sort(Comparator.comparing(PodClient::timeOf));
		return events;
	}

	private static String timeOf(Event event) {
		String last = event.getLastTimestamp();
		return (last != null) ? last : String.valueOf(event.getMetadata().getCreationTimestamp());
	}

	/**
	 * Open the newest lines of the log of a Pod.
	 * @param pod the Pod
	 * @param lines the maximum number of lines
	 * @return the log, to be closed by the caller; empty if there is none
	 * @throws KubernetesException if the API server fails
	 * @throws InterruptedException if the caller is interrupted
	 */
	InputStream log(WorkspacePod pod, int lines) throws KubernetesException, InterruptedException {
		InputStream log = callNullable("read the log of " + pod.description(),
				() -> this.client.pods()
					.inNamespace(pod.namespace())
					.withName(pod.name())
					.inContainer(pod.container().getName())
					// Without it, the library would watch the Pod until it is ready
					.withReadyWaitTimeout(null)
					.tailingLines(lines)
					.getLogInputStream());
		return (log != null) ? log : InputStream.nullInputStream();
	}

	private <T> T call(String activity, Callable<T> call) throws KubernetesException, InterruptedException {
		T answer = callNullable(activity, call);
		if (answer == null) {
			throw new KubernetesException("can't " + activity + ": the answer of the API server is empty");
		}
		return answer;
	}

	private <T> @Nullable T callNullable(String activity, Callable<T> call)
			throws KubernetesException, InterruptedException {
		try {
			return call.call();
		}
		catch (Exception ex) {
			// The client library restores the interruption, but throws its own exception
			if (Thread.interrupted()) {
				throw new InterruptedException("interrupted; could not " + activity);
			}
			throw translate(activity, ex);
		}
	}

	/**
	 * Translate an exception of the client library.
	 * @param activity the activity that failed, such as {@code create Pod agents/w1}
	 * @param failure the exception
	 * @return the translated exception
	 */
	KubernetesException translate(String activity, Throwable failure) {
		if (failure instanceof KubernetesException translated) {
			return translated;
		}
		if (failure instanceof KubernetesClientException refusal && refusal.getCode() > 0) {
			String message = (refusal.getStatus() != null) ? refusal.getStatus().getMessage() : null;
			return new KubernetesException(
					"the cluster can't " + activity + ": "
							+ ((message != null && !message.isBlank()) ? message : "HTTP status " + refusal.getCode()),
					refusal.getCode(), failure);
		}
		Throwable root = failure;
		while (root.getCause() != null) {
			root = root.getCause();
		}
		String reason = (root.getMessage() != null) ? root.getMessage() : root.getClass().getSimpleName();
		if (root instanceof IOException || failure instanceof IOException) {
			return new KubernetesException("can't " + activity + ": the API server at " + this.client.getMasterUrl()
					+ " does not answer: " + reason, 0, failure);
		}
		return new KubernetesException("can't " + activity + ": " + reason, 0, failure);
	}

}
