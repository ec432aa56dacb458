package io.provisionhook.runtime.docker;

import com.github.dockerjava.api.DockerClient;
import com.github.dockerjava.api.model.Frame;

import io.provisionhook.redaction.SecretRedactor;
import io.provisionhook.workspace.runtime.OutputTail;

/**
 * Reads the newest output of containers. The API of the engine limits output by lines,
 * not by bytes, so the number of lines is increased until there are enough bytes.
 */
final class ContainerLogReader {

	private static final int FIRST_LINES = 256;

	private static final int FACTOR = 8;

	private static final int SMALLEST_PIECE = 1024;

	private final EngineCallExecutor calls;

	private final DockerClient client;

	private final int limit;

	ContainerLogReader(EngineCallExecutor calls, DockerClient client, int limit) {
		this.calls = calls;
		this.client = client;
		this.limit = limit;
	}

	byte[] read(String containerId, SecretRedactor redactor) throws DockerEngineException, InterruptedException {
		long lines = FIRST_LINES;
		Excerpt excerpt = read(containerId, redactor, lines);
		while (excerpt.bytes <= this.limit && excerpt.mayBeTruncated(lines)) {
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
	 * Output that the engine has sent. The engine counts a long line as several lines,
	 * one for each piece that it was written in.
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

		boolean mayBeTruncated(long lines) {
			return this.lineBreaks + this.bytes / SMALLEST_PIECE + 2 >= lines;
		}

	}

}
