package io.provisionhook.runtime.docker;

import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.function.Supplier;

/**
 * Has an engine pull images, each at most once at a time. Whoever wants an image that is
 * on its way waits for that; a pull that nobody waits for any more is given up.
 */
final class ImagePulls implements AutoCloseable {

	private static final String WHY_STALLED = "its registry may be stuck, or \"pull-stall-timeout\" too short";

	private static final String WHY_LATE = "its registry may be slow or stuck, or \"pull-timeout\" too short";

	private final EngineCalls calls;

	private final Supplier<EngineConnection> connections;

	private final DockerConfig config;

	private final Duration timeout;

	private final Duration stallTimeout;

	private final Map<String, ImagePull> running = new HashMap<>();

	ImagePulls(EngineCalls calls, Supplier<EngineConnection> connections, DockerConfig config, Duration timeout,
			Duration stallTimeout) {
		this.calls = calls;
		this.connections = connections;
		this.config = config;
		this.timeout = timeout;
		this.stallTimeout = stallTimeout;
	}

	void pull(String image) throws DockerEngineException, InterruptedException {
		ImagePull pull = join(image);
		try {
			await("pull image \"" + image + "\"", pull);
			pull.requireSuccess();
		}
		finally {
			leave(image, pull);
		}
	}

	private void await(String doing, ImagePull pull) throws DockerEngineException, InterruptedException {
		long begin = System.nanoTime();
		Duration left = this.timeout;
		Duration patience = this.stallTimeout;
		while (!pull.endsWithin((patience.compareTo(left) < 0) ? patience : left)) {
			left = this.timeout.minusNanos(System.nanoTime() - begin);
			patience = this.stallTimeout.minus(pull.silence());
			if (!isPositive(left)) {
				throw this.calls.late(doing, this.timeout, WHY_LATE);
			}
			if (!isPositive(patience)) {
				throw this.calls.late("go on to " + doing, this.stallTimeout, WHY_STALLED);
			}
		}
		this.calls.await(doing, pull.ended());
	}

	private static boolean isPositive(Duration time) {
		return !time.isNegative() && !time.isZero();
	}

	private synchronized ImagePull join(String image) {
		ImagePull pull = this.running.get(image);
		if (pull == null || pull.ended().isDone()) {
			pull = new ImagePull(this.connections.get(), this.config, image);
			this.running.put(image, pull);
		}
		pull.join();
		return pull;
	}

	private synchronized void leave(String image, ImagePull pull) {
		if (pull.leave()) {
			this.running.remove(image, pull);
		}
	}

	@Override
	public synchronized void close() {
		this.running.values().forEach(ImagePull::close);
	}

}
