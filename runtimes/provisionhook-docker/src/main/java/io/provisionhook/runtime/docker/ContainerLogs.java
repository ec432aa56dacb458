package io.provisionhook.runtime.docker;

import com.github.dockerjava.api.DockerClient;
import com.github.dockerjava.api.model.Frame;

import io.provisionhook.redaction.SecretRedactor;
import io.provisionhook.workspace.runtime.OutputTail;

/**
 * Reads the newest output of containers. An engine can't be asked for the newest bytes,
 * only for the newest lines, so it is asked for more lines until there are enough bytes.
 */
final class ContainerLogs {

	private static final int FIRST_LINES = 256;

	private static final int FACTOR = 8;

	private static final int SMALLEST_PIECE = 1024;

	private final EngineCalls calls;

	private final DockerClient client;

	private final int limit;

	ContainerLogs(EngineCalls calls, DockerClient client, int limit) {
		this.calls = calls;
		this.client = client;
		this.limit = limit;
	}

	byte[] read(String containerId, SecretRedactor redactor) throws DockerEngineException, InterruptedException {
		long lines = FIRST_LINES;
		Excerpt excerpt = read(containerId, redactor, lines);
		while (excerpt.bytes <= this.limit && excerpt.mayLack(lines)) {
			lines *= FACTOR;
			excerpt = read(containerId, redactor, lines);
		}
		return excerpt.tail.toByteArray();
	}

	private Excerpt read(String containerId, SecretRedactor redactor, long lines)
			throws DockerEngineException, InterruptedException {
		Excerpt excerpt = new Excerpt(new OutputTail(this.limit, redactor));
		try (EngineStream<Frame> stream = new EngineStream<>((frame) -> excerpt.add(frame.getPayload()))) {
			this.client.logContainerCmd(containerId)
				.withStdOut(true)
				.withStdErr(true)
				.withTail((int) Math.min(lines, Integer.MAX_VALUE))
				.exec(stream);
			this.calls.await("send the log of container " + containerId, stream.ended());
		}
		return excerpt;
	}

	/**
	 * What the engine has sent. It counts a long line as several, one for each piece that
	 * it came in.
	 */
	private static final class Excerpt {

		private final OutputTail tail;

		private long bytes;

		private long lineBreaks;

		Excerpt(OutputTail tail) {
			this.tail = tail;
		}

		void add(byte[] payload) {
			this.bytes += payload.length;
			for (byte character : payload) {
				this.lineBreaks += (character == '\n') ? 1 : 0;
			}
			this.tail.add(payload, payload.length);
		}

		boolean mayLack(long lines) {
			return this.lineBreaks + this.bytes / SMALLEST_PIECE + 2 >= lines;
		}

	}

}
