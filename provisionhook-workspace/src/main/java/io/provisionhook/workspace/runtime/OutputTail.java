package io.provisionhook.workspace.runtime;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

import io.provisionhook.redaction.SecretRedactor;

/**
 * The newest output of a workspace, up to a limit and redacted: a log for a
 * {@link WorkspaceRuntime}. Thread-safe.
 *
 * @since 0.1.0
 */
public final class OutputTail {

	private final int limit;

	private final SecretRedactor redactor;

	private byte[] ring = new byte[0];

	private long written;

	/**
	 * Create an empty output.
	 * @param limit the maximum number of bytes to keep
	 * @param redactor redacts the secrets of the workspace
	 */
	public OutputTail(int limit, SecretRedactor redactor) {
		this.limit = limit;
		this.redactor = redactor;
	}

	/**
	 * Add all bytes of a stream, until its end or until reading fails.
	 * @param input the stream, closed afterwards
	 */
	public void readFrom(InputStream input) {
		byte[] chunk = new byte[8192];
		try (input) {
			for (int length = input.read(chunk); length >= 0; length = input.read(chunk)) {
				add(chunk, length);
			}
		}
		catch (IOException ex) {
			// The pipe ends with the process
		}
	}

	/**
	 * Add output.
	 * @param chunk an array that begins with the output
	 * @param length the number of bytes to add
	 */
	public synchronized void add(byte[] chunk, int length) {
		long needed = this.written + length;
		if (needed > this.ring.length && this.ring.length < this.limit) {
			this.ring = Arrays.copyOf(this.ring, (int) Math.min(this.limit, Math.max(needed, this.ring.length * 2L)));
		}
		for (int i = 0; i < length; i++) {
			this.ring[(int) (this.written++ % this.limit)] = chunk[i];
		}
	}

	/**
	 * Return the redacted output. If the oldest bytes were dropped, the output begins
	 * with the first complete line. A part of a secret at the start or at the end is
	 * redacted as well.
	 * @return the output
	 */
	public byte[] toByteArray() {
		return text().getBytes(StandardCharsets.UTF_8);
	}

	private String text() {
		byte[] bytes;
		boolean dropped;
		synchronized (this) {
			bytes = newest();
			dropped = this.written > this.limit;
		}
		String text = decode(bytes);
		return dropped ? "[earlier output dropped]\n" + this.redactor.redact(withoutFirstLine(text))
				: this.redactor.redact(text);
	}

	private byte[] newest() {
		int size = (int) Math.min(this.written, this.limit);
		byte[] bytes = new byte[size];
		for (int i = 0; i < size; i++) {
			bytes[i] = this.ring[(int) ((this.written - size + i) % this.limit)];
		}
		return bytes;
	}

	/**
	 * Decode UTF-8 without an incomplete character at the end.
	 * @param bytes the bytes
	 * @return the text
	 */
	private static String decode(byte[] bytes) {
		CharBuffer text = CharBuffer.allocate(bytes.length);
		StandardCharsets.UTF_8.newDecoder()
			.onMalformedInput(CodingErrorAction.REPLACE)
			.decode(ByteBuffer.wrap(bytes), text, false);
		return text.flip().toString();
	}

	private static String withoutFirstLine(String text) {
		int end = text.indexOf('\n');
		return (end >= 0) ? text.substring(end + 1) : "";
	}

}
