package io.provisionhook.sample;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermissions;

import org.springframework.beans.factory.config.BeanPostProcessor;
import org.springframework.boot.jdbc.autoconfigure.DataSourceProperties;
import org.springframework.stereotype.Component;

/**
 * Makes the file of the database and its directory before H2 does, which would leave them
 * open to all users of the machine.
 */
@Component
final class DatabaseFile implements BeanPostProcessor {

	private static final String URL = "jdbc:h2:file:";

	@Override
	public Object postProcessAfterInitialization(Object bean, String beanName) {
		if (bean instanceof DataSourceProperties properties) {
			String url = properties.determineUrl();
			if (url.startsWith(URL)) {
				create(Path.of(url.substring(URL.length()).split(";", 2)[0] + ".mv.db").toAbsolutePath());
			}
		}
		return bean;
	}

	private static void create(Path file) {
		try {
			Files.createDirectories(file.getParent(), attributes(file, "rwx------"));
			Files.createFile(file, attributes(file, "rw-------"));
		}
		catch (FileAlreadyExistsException ex) {
			// It has records already
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	private static FileAttribute<?>[] attributes(Path file, String permissions) {
		boolean posix = file.getFileSystem().supportedFileAttributeViews().contains("posix");
		return posix
				? new FileAttribute<?>[] {
						PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString(permissions)) }
				: new FileAttribute<?>[0];
	}

}
