package io.provisionhook.runtime.kubernetes.test;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Locale;

/**
 * An archive in the format {@code ustar}, in memory. The same content gives the same
 * bytes.
 */
final class TarFile {

	private static final int BLOCK = 512;

	private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();

	/**
	 * Add a program.
	 * @param path where it is in the archive
	 * @param file what it is a copy of
	 */
	void add(String path, Path file) {
		try {
			add(path, Files.readAllBytes(file));
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	void addText(String path, String text) {
		add(path, text.getBytes(StandardCharsets.UTF_8));
	}

	void add(String path, byte[] content) {
		put(new Header(path, '0').mode(0755).size(content.length));
		this.bytes.writeBytes(content);
		fillBlock();
	}

	void addLink(String path, String target) {
		put(new Header(path, '2').mode(0777).target(target));
	}

	/**
	 * Add a folder.
	 * @param path where it is in the archive
	 * @param mode its permissions
	 * @param owner the ID of its user and its group
	 */
	void addDirectory(String path, int mode, int owner) {
		put(new Header(path + "/", '5').mode(mode).owner(owner));
	}

	private void put(Header header) {
		this.bytes.writeBytes(header.toByteArray());
	}

	private void fillBlock() {
		this.bytes.writeBytes(new byte[(BLOCK - this.bytes.size() % BLOCK) % BLOCK]);
	}

	byte[] toByteArray() {
		byte[] entries = this.bytes.toByteArray();
		// Two empty blocks end an archive
		return Arrays.copyOf(entries, entries.length + 2 * BLOCK);
	}

	private static final class Header {

		private static final int MAX_PATH = 100;

		private static final int CHECKSUM = 148;

		private final byte[] block = new byte[BLOCK];

		Header(String path, char type) {
			text(0, path);
			mode(0);
			owner(0);
			size(0);
			number(136, 11, 0);
			text(156, String.valueOf(type));
			text(257, "ustar\00000");
		}

		Header mode(int mode) {
			number(100, 7, mode);
			return this;
		}

		Header owner(int owner) {
			number(108, 7, owner);
			number(116, 7, owner);
			return this;
		}

		Header size(int size) {
			number(124, 11, size);
			return this;
		}

		Header target(String target) {
			text(157, target);
			return this;
		}

		private void number(int offset, int digits, int number) {
			text(offset, String.format(Locale.ROOT, "%0" + digits + "o", number));
		}

		private void text(int offset, String text) {
			byte[] content = text.getBytes(StandardCharsets.UTF_8);
			if (content.length > MAX_PATH) {
				throw new IllegalArgumentException("'" + text + "' is longer than " + MAX_PATH + " bytes");
			}
			System.arraycopy(content, 0, this.block, offset, content.length);
		}

		byte[] toByteArray() {
			// The sum is that of a header with spaces in its place
			text(CHECKSUM, " ".repeat(8));
			int sum = 0;
			for (byte value : this.block) {
				sum += Byte.toUnsignedInt(value);
			}
			number(CHECKSUM, 6, sum);
			this.block[CHECKSUM + 6] = 0;
			return this.block;
		}

	}

}
