package io.provisionhook.runtime.docker.test;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;

import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveOutputStream;
import org.apache.commons.compress.archivers.tar.TarConstants;

/**
 * Files for an image, in memory.
 */
final class TarFile {

	private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();

	private final TarArchiveOutputStream tar = new TarArchiveOutputStream(this.bytes);

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
		TarArchiveEntry entry = new TarArchiveEntry(path);
		entry.setMode(0755);
		entry.setSize(content.length);
		put(entry, content);
	}

	void addLink(String path, String target) {
		TarArchiveEntry entry = new TarArchiveEntry(path, TarConstants.LF_SYMLINK);
		entry.setLinkName(target);
		put(entry, new byte[0]);
	}

	void addDirectory(String path, int mode) {
		TarArchiveEntry entry = new TarArchiveEntry(path + "/");
		entry.setMode(mode);
		put(entry, new byte[0]);
	}

	private void put(TarArchiveEntry entry, byte[] content) {
		try {
			this.tar.putArchiveEntry(entry);
			this.tar.write(content);
			this.tar.closeArchiveEntry();
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	byte[] toByteArray() {
		try {
			this.tar.close();
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
		return this.bytes.toByteArray();
	}

	InputStream toInputStream() {
		return new ByteArrayInputStream(toByteArray());
	}

}
