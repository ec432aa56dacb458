package io.provisionhook.workspace.process;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

import io.provisionhook.SecretRedactor;

/**
 * The newest output of a process, up to a limit. Thread-safe.
 */
final class OutputTail {

	private final int limit;

	private final SecretRedactor redactor;

	private byte[] ring = new byte[0];

	private long written;

	OutputTail(int limit, SecretRedactor redactor) {
		this.limit = limit;
		this.redactor = redactor;
	}

	void readFrom(InputStream input) {
		byte[] chunk = new byte[8192];
		try (input) {
			for (int length = input.read(chunk); length >= 0; length = input.read(chunk)) {
				add(chunk, length);
			}
		}
		catch (IOException ex) {
			// The process is gone, and its pipe with it
		}
	}

	private synchronized void add(byte[] chunk, int length) {
		long needed = this.written + length;
		if (needed > this.ring.length && this.ring.length < this.limit) {
			this.ring = Arrays.copyOf(this.ring, (int) Math.min(this.limit, Math.max(needed, this.ring.length * 2L)));
		}
		for (int i = 0; i < length; i++) {
			this.ring[(int) (this.written++ % this.limit)] = chunk[i];
		}
	}

	/**
	 * Return the output with the secrets taken out. If the oldest bytes are gone, it
	 * begins with the first whole line, since half a secret can't be recognized.
	 * @return the output
	 */
	byte[] toByteArray() {
		return this.redactor.redact(text()).getBytes(StandardCharsets.UTF_8);
	}

	private synchronized String text() {
		int size = (int) Math.min(this.written, this.limit);
		byte[] bytes = new byte[size];
		for (int i = 0; i < size; i++) {
			bytes[i] = this.ring[(int) ((this.written - size + i) % this.limit)];
		}
		String text = new String(bytes, StandardCharsets.UTF_8);
		return (this.written > this.limit) ? "[earlier output dropped]\n" + withoutFirstLine(text) : text;
	}

	private static String withoutFirstLine(String text) {
		int end = text.indexOf('\n');
		return (end >= 0) ? text.substring(end + 1) : "";
	}

}
