package io.provisionhook.runtime.kubernetes;

import java.io.ByteArrayOutputStream;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.net.URLEncoder;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.stream.Collectors;

import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.Status;
import io.fabric8.kubernetes.api.model.WatchEvent;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.fabric8.kubernetes.client.http.AsyncBody;
import io.fabric8.kubernetes.client.http.HttpRequest;
import io.fabric8.kubernetes.client.http.HttpResponse;
import org.jspecify.annotations.Nullable;

import io.provisionhook.internal.IsolatedThreads;

/**
 * Watches the Pods of one owner, with one thread and one connection for all namespaces.
 * It lists the Pods, and then has the API server tell each change. The server ends a
 * watch after {@link #period}, and the next one begins where it ended. So a connection
 * that is dead is noticed by its silence, and then the Pods are listed again, as they are
 * after each failure and from time to time. Thread-safe.
 */
final class PodWatch implements AutoCloseable {

	private static final Logger logger = System.getLogger(PodWatch.class.getName());

	/**
	 * Time after which Pods are listed again if nothing else requires it, as a multiple
	 * of the period.
	 */
	private static final int PERIODS_UNTIL_LIST = 10;

	/**
	 * Number of pauses after the last of several failures in a row, at most.
	 */
	private static final int MAX_PAUSES = 16;

	private final PodClient pods;

	private final Duration period;

	private final Duration pause;

	private final PodObserver observer;

	private final IsolatedThreads threads = new IsolatedThreads("provisionhook-kubernetes-watch-");

	private @Nullable Thread thread;

	private boolean closed;

	private volatile long lastProof = System.nanoTime();

	private volatile @Nullable String failure;

	/**
	 * Create a watch that does not run yet.
	 * @param pods the calls of the API server
	 * @param period the time after which the API server ends a watch
	 * @param pause the time before the next attempt after a failure
	 * @param observer receives the Pods, on one thread
	 */
	PodWatch(PodClient pods, Duration period, Duration pause, PodObserver observer) {
		this.pods = pods;
		this.period = period;
		this.pause = pause;
		this.observer = observer;
	}

	/**
	 * Start to watch, unless that was done before.
	 */
	synchronized void start() {
		if (this.thread == null && !this.closed) {
			this.lastProof = System.nanoTime();
			this.thread = this.threads.newThread(this::run);
			this.thread.start();
		}
	}

	/**
	 * Return the time since the API server last proved that the watch works, by a list, a
	 * change or a regular end.
	 * @return the age; empty if the watch was not started
	 */
	synchronized Optional<Duration> age() {
		return (this.thread != null) ? Optional.of(Duration.ofNanos(System.nanoTime() - this.lastProof))
				: Optional.empty();
	}

	/**
	 * Return the age from which on the watch does not work.
	 * @return the age
	 */
	Duration maxAge() {
		return this.period.multipliedBy(2);
	}

	/**
	 * Return why the watch does not work.
	 * @return the last failure; {@code null} if there was none since the last proof
	 */
	@Nullable String failure() {
		return this.failure;
	}

	private void run() {
		int failures = 0;
		while (!isClosed()) {
			try {
				listAndWatch();
			}
			catch (InterruptedException ex) {
				return;
			}
			catch (KubernetesException | RuntimeException | Error ex) {
				failures = (this.failure == null) ? 1 : failures + 1;
				failed(ex);
				if (!pause(failures)) {
					return;
				}
			}
		}
	}

	private synchronized boolean isClosed() {
		return this.closed;
	}

	private boolean pause(int failures) {
		try {
			Thread.sleep(this.pause.multipliedBy(Math.min(MAX_PAUSES, 1L << Math.min(failures - 1, 8))).toMillis());
			return true;
		}
		catch (InterruptedException ex) {
			return false;
		}
	}

	private void listAndWatch() throws KubernetesException, InterruptedException {
		PodObserver.Listing listing = this.observer.beginList();
		String version = this.pods.list((pod) -> observe(() -> listing.add(pod)));
		this.lastProof = System.nanoTime();
		observe(listing::end);
		long begin = System.nanoTime();
		while (System.nanoTime() - begin < this.period.multipliedBy(PERIODS_UNTIL_LIST).toNanos()) {
			version = watch(version);
		}
	}

	// An observer that fails must not end the watch
	private static void observe(Runnable observation) {
		try {
			observation.run();
		}
		catch (RuntimeException ex) {
			logger.log(Level.WARNING, "A change of a Pod could not be processed", ex);
		}
	}

	private String watch(String version) throws KubernetesException, InterruptedException {
		long begin = System.nanoTime();
		try (Stream stream = new Stream(version)) {
			stream.open();
			stream.readToEnd();
			if (System.nanoTime() - begin < this.period.toNanos() / 2) {
				// Some servers end the watch of a version that they do not know any more
				throw new KubernetesException("can't watch Pods: the API server has ended the watch too early");
			}
			works();
			return stream.version;
		}
	}

	private void works() {
		this.lastProof = System.nanoTime();
		if (this.failure != null) {
			this.failure = null;
			logger.log(Level.INFO, "The Pods of workspaces are watched again");
		}
	}

	private void failed(Throwable ex) {
		String message = String.valueOf(ex.getMessage());
		if (this.failure == null && !isClosed()) {
			logger.log(Level.WARNING, "Ends of workspaces are noticed later, since their Pods can''t be watched: {0}",
					message);
		}
		this.failure = message;
	}

	@Override
	public synchronized void close() {
		this.closed = true;
		if (this.thread != null) {
			this.thread.interrupt();
		}
	}

	/**
	 * One answer of the API server: an event in each line.
	 */
	private final class Stream implements AutoCloseable {

		private final BlockingQueue<Optional<byte[]>> chunks = new LinkedBlockingQueue<>();

		private final ByteArrayOutputStream line = new ByteArrayOutputStream();

		private String version;

		private @Nullable AsyncBody body;

		private @Nullable CompletableFuture<HttpResponse<AsyncBody>> response;

		Stream(String version) {
			this.version = version;
		}

		void open() throws KubernetesException, InterruptedException {
			KubernetesClient client = PodWatch.this.pods.client();
			HttpRequest request = client.getHttpClient()
				.newHttpRequestBuilder()
				.uri(client.getMasterUrl() + PodWatch.this.pods.path() + "?watch=true&allowWatchBookmarks=true"
						+ "&timeoutSeconds=" + PodWatch.this.period.toSeconds() + "&resourceVersion="
						+ encoded(this.version) + "&labelSelector=" + selector())
				.forStreaming()
				.build();
			this.response = client.getHttpClient().consumeBytes(request, this::add);
			try {
				HttpResponse<AsyncBody> answer = this.response.get(PodWatch.this.period.toMillis(),
						TimeUnit.MILLISECONDS);
				AsyncBody body = answer.body();
				this.body = body;
				if (!answer.isSuccessful()) {
					throw refused(answer.code(), "HTTP status " + answer.code());
				}
				body.done()
					.minimalCompletionStage()
					.whenComplete((nothing, failure) -> this.chunks.add(Optional.empty()));
				body.consume();
			}
			catch (TimeoutException ex) {
				throw silent();
			}
			catch (ExecutionException ex) {
				throw PodWatch.this.pods.translate("watch Pods", (ex.getCause() != null) ? ex.getCause() : ex);
			}
		}

		private String selector() {
			return encoded(PodWatch.this.pods.labels()
				.ours()
				.entrySet()
				.stream()
				.map((label) -> label.getKey() + "=" + label.getValue())
				.collect(Collectors.joining(",")));
		}

		private String encoded(String text) {
			return URLEncoder.encode(text, StandardCharsets.UTF_8);
		}

		// On a thread of the HTTP client
		private void add(List<ByteBuffer> buffers, AsyncBody body) {
			ByteArrayOutputStream bytes = new ByteArrayOutputStream();
			for (ByteBuffer buffer : buffers) {
				byte[] copy = new byte[buffer.remaining()];
				buffer.get(copy);
				bytes.writeBytes(copy);
			}
			this.chunks.add(Optional.of(bytes.toByteArray()));
		}

		void readToEnd() throws KubernetesException, InterruptedException {
			long silence = PodWatch.this.period.toMillis() + PodWatch.this.period.toMillis() / 2;
			while (true) {
				Optional<byte[]> chunk = this.chunks.poll(silence, TimeUnit.MILLISECONDS);
				if (chunk == null) {
					throw silent();
				}
				if (chunk.isEmpty()) {
					requireRegularEnd();
					return;
				}
				for (byte character : chunk.get()) {
					if (character == '\n') {
						receive(this.line.toString(StandardCharsets.UTF_8));
						this.line.reset();
					}
					else {
						this.line.write(character);
					}
				}
				AsyncBody open = this.body;
				if (open != null) {
					open.consume();
				}
			}
		}

		private void requireRegularEnd() throws KubernetesException {
			AsyncBody open = this.body;
			try {
				if (open != null) {
					open.done().join();
				}
			}
			catch (CompletionException | CancellationException ex) {
				throw PodWatch.this.pods.translate("watch Pods", (ex.getCause() != null) ? ex.getCause() : ex);
			}
			if (this.line.size() > 0) {
				throw new KubernetesException("can't watch Pods: the API server has sent half an event");
			}
		}

		private void receive(String json) throws KubernetesException {
			WatchEvent event = parse(json);
			if (event.getObject() instanceof Status status) {
				throw refused((status.getCode() != null) ? status.getCode() : 0, String.valueOf(status.getMessage()));
			}
			if (!(event.getObject() instanceof Pod pod)) {
				throw unreadable();
			}
			String type = event.getType();
			if (!"BOOKMARK".equals(type)) {
				WorkspacePod workspacePod = new WorkspacePod(pod);
				observe(() -> {
					if ("DELETED".equals(type)) {
						PodWatch.this.observer.onDeleted(workspacePod);
					}
					else {
						PodWatch.this.observer.onChange(workspacePod);
					}
				});
			}
			this.version = pod.getMetadata().getResourceVersion();
			works();
		}

		// The message of a parser quotes what it can't read
		private WatchEvent parse(String json) throws KubernetesException {
			try {
				WatchEvent event = PodWatch.this.pods.client()
					.getKubernetesSerialization()
					.unmarshal(json, WatchEvent.class);
				if (event != null && event.getType() != null) {
					return event;
				}
			}
			catch (KubernetesClientException | IllegalArgumentException ex) {
				logger.log(Level.DEBUG, "Unreadable event: {0}", ex.getClass().getName());
			}
			throw unreadable();
		}

		private KubernetesException unreadable() {
			return new KubernetesException("can't watch Pods: the answer of the API server can't be read as events");
		}

		private KubernetesException refused(int code, String message) {
			return new KubernetesException("the cluster can't watch Pods: " + message, code, null);
		}

		private KubernetesException silent() {
			return new KubernetesException("can't watch Pods: the API server has been silent for more than "
					+ PodWatch.this.period.toSeconds() + " s");
		}

		@Override
		public void close() {
			if (this.response != null) {
				this.response.cancel(true);
			}
			if (this.body != null) {
				this.body.cancel();
			}
		}

	}

	/**
	 * Receives the Pods that exist and their changes.
	 */
	interface PodObserver {

		/**
		 * Begin to receive a list of all Pods.
		 * @return receives the list
		 */
		Listing beginList();

		/**
		 * Receive a Pod that was created or has changed.
		 * @param pod the Pod
		 */
		void onChange(WorkspacePod pod);

		/**
		 * Receive a Pod that was deleted.
		 * @param pod its last state
		 */
		void onDeleted(WorkspacePod pod);

		/**
		 * Receives a list of all Pods.
		 */
		interface Listing {

			void add(WorkspacePod pod);

			/**
			 * Called when the list is complete.
			 */
			void end();

		}

	}

}
