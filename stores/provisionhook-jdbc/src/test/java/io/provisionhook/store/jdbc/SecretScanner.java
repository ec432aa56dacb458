package io.provisionhook.store.jdbc;

import java.io.IOException;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.ResultSet;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.stream.Stream;

import javax.sql.DataSource;

import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.jdbc.support.JdbcUtils;
import org.springframework.jdbc.support.MetaDataAccessException;

/**
 * Finds secrets in a database, in any likely encoding.
 */
final class SecretScanner {

	private final List<String> encodings;

	SecretScanner(String... secrets) {
		this.encodings = Stream.of(secrets).flatMap(SecretScanner::encodingsOf).distinct().toList();
	}

	static Stream<String> encodingsOf(String secret) {
		String url = URLEncoder.encode(secret, StandardCharsets.UTF_8);
		return Stream.of(secret, Base64.getEncoder().encodeToString(secret.getBytes(StandardCharsets.UTF_8)), url,
				url.replace("+", "%20"), secret.replace("\"", "\\\""));
	}

	/**
	 * Search all files below a directory.
	 * @param directory the directory
	 * @return the secrets and their places
	 * @throws IOException if a file can't be read
	 */
	List<String> findInFiles(Path directory) throws IOException {
		List<String> found = new ArrayList<>();
		try (Stream<Path> files = Files.walk(directory)) {
			for (Path file : files.filter(Files::isRegularFile).toList()) {
				find(Files.readString(file, StandardCharsets.ISO_8859_1), file.toString(), found);
			}
		}
		return found;
	}

	/**
	 * Search all rows of all tables.
	 * @param dataSource the database
	 * @return the secrets and their places
	 * @throws MetaDataAccessException if the tables can't be listed
	 */
	List<String> findInTables(DataSource dataSource) throws MetaDataAccessException {
		JdbcClient jdbc = JdbcClient.create(dataSource);
		List<String> found = new ArrayList<>();
		for (String table : tables(dataSource)) {
			jdbc.sql("select * from " + table).query((row, number) -> {
				StringBuilder text = new StringBuilder();
				for (int column = 1; column <= row.getMetaData().getColumnCount(); column++) {
					text.append(row.getString(column)).append('\n');
				}
				return text.toString();
			}).list().forEach((row) -> find(row, table, found));
		}
		return found;
	}

	private static List<String> tables(DataSource dataSource) throws MetaDataAccessException {
		return JdbcUtils.extractDatabaseMetaData(dataSource, (metaData) -> {
			List<String> tables = new ArrayList<>();
			try (ResultSet rows = metaData.getTables(metaData.getConnection().getCatalog(), null, "%",
					new String[] { "TABLE", "BASE TABLE" })) {
				while (rows.next()) {
					String schema = rows.getString("TABLE_SCHEM");
					tables.add(((schema != null) ? schema + "." : "") + rows.getString("TABLE_NAME"));
				}
			}
			return tables;
		});
	}

	private void find(String text, String where, List<String> found) {
		this.encodings.stream().filter(text::contains).forEach((secret) -> found.add(secret + " in " + where));
	}

}
