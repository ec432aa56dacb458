package io.provisionhook.runtime.kubernetes;

import java.io.IOException;
import java.io.InputStream;

import io.provisionhook.redaction.SecretRedactor;
import io.provisionhook.workspace.runtime.OutputTail;

/**
 * Reads the newest output of Pods. The API limits output by lines, or by bytes from its
 * start, so the number of lines is increased until there are enough bytes.
 */
final class PodLogReader {

	private static final int FIRST_LINES = 256;

	private static final int FACTOR = 8;

	// Nodes keep less
	private static final int MAX_LINES = FIRST_LINES * FACTOR * FACTOR * FACTOR * FACTOR * FACTOR;

	private final PodClient pods;

	private final int limit;

	PodLogReader(PodClient pods, int limit) {
		this.pods = pods;
		this.limit = limit;
	}

	byte[] read(WorkspacePod pod, SecretRedactor redactor) throws KubernetesException, InterruptedException {
		for (int lines = FIRST_LINES;; lines *= FACTOR) {
			OutputTail tail = new OutputTail(this.limit, redactor);
			Counter counter = read(pod, lines, tail);
			if (counter.bytes > this.limit || counter.lines < lines || lines == MAX_LINES) {
				return tail.toByteArray();
			}
		}
	}

	private Counter read(WorkspacePod pod, int lines, OutputTail tail)
			throws KubernetesException, InterruptedException {
		Counter counter = new Counter();
		byte[] chunk = new byte[8192];
		try (InputStream log = this.pods.log(pod, lines)) {
			for (int length = log.read(chunk); length >= 0; length = log.read(chunk)) {
				tail.add(chunk, length);
				counter.add(chunk, length);
			}
		}
		catch (IOException ex) {
			throw this.pods.translate("read the log of " + pod.description(), ex);
		}
		return counter;
	}

	/**
	 * Size of what was read.
	 */
	private static final class Counter {

		private long bytes;

		private long lines;

		void add(byte[] chunk, int length) {
			this.bytes += length;
			for (int i = 0; i < length; i++) {
				this.lines += (chunk[i] == '\n') ? 1 : 0;
			}
		}

	}

}
