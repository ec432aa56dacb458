package io.provisionhook.sample;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Objects;
import java.util.Set;

import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;
import org.springframework.beans.factory.config.BeanPostProcessor;
import org.springframework.boot.jdbc.autoconfigure.DataSourceProperties;
import org.springframework.stereotype.Component;

/**
 * Makes the file of the database and its directory before H2 does, which would leave them
 * open to all users of the machine. A directory that is there and open stays so, with a
 * warning.
 */
@Component
final class DatabaseFile implements BeanPostProcessor {

	private static final Log logger = LogFactory.getLog(DatabaseFile.class);

	private static final Set<PosixFilePermission> OWNER = PosixFilePermissions.fromString("rwx------");

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
		Path directory = Objects.requireNonNull(file.getParent());
		try {
			if (isOpenToOthers(directory)) {
				logger.warn("Directory " + directory + " of the database is open to other users of this machine; "
						+ "close it with \"chmod go-rwx\"");
			}
			Files.createDirectories(directory, attributes(file, "rwx------"));
			Files.createFile(file, attributes(file, "rw-------"));
		}
		catch (FileAlreadyExistsException ex) {
			// It has records already
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	private static boolean isOpenToOthers(Path directory) throws IOException {
		return Files.isDirectory(directory) && isPosix(directory)
				&& !OWNER.containsAll(Files.getPosixFilePermissions(directory));
	}

	private static boolean isPosix(Path path) {
		return path.getFileSystem().supportedFileAttributeViews().contains("posix");
	}

	private static FileAttribute<?>[] attributes(Path file, String permissions) {
		return isPosix(file)
				? new FileAttribute<?>[] {
						PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString(permissions)) }
				: new FileAttribute<?>[0];
	}

}
