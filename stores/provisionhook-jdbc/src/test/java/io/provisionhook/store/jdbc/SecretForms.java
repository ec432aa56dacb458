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
 * The forms in which a secret may have got into a database, and the places where they
 * are.
 */
final class SecretForms {

	private final List<String> forms;

	SecretForms(String... secrets) {
		this.forms = Stream.of(secrets).flatMap(SecretForms::formsOf).distinct().toList();
	}

	static Stream<String> formsOf(String secret) {
		String url = URLEncoder.encode(secret, StandardCharsets.UTF_8);
		return Stream.of(secret, Base64.getEncoder().encodeToString(secret.getBytes(StandardCharsets.UTF_8)), url,
				url.replace("+", "%20"), secret.replace("\"", "\\\""));
	}

	/**
	 * Look into every file below a directory.
	 * @param directory the directory
	 * @return what was found and where
	 * @throws IOException if a file can't be read
	 */
	List<String> inFiles(Path directory) throws IOException {
		List<String> found = new ArrayList<>();
		try (Stream<Path> files = Files.walk(directory)) {
			for (Path file : files.filter(Files::isRegularFile).toList()) {
				find(Files.readString(file, StandardCharsets.ISO_8859_1), file.toString(), found);
			}
		}
		return found;
	}

	/**
	 * Look into every row of every table.
	 * @param dataSource the database
	 * @return what was found and where
	 * @throws MetaDataAccessException if the tables can't be listed
	 */
	List<String> inTables(DataSource dataSource) throws MetaDataAccessException {
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
		this.forms.stream().filter(text::contains).forEach((form) -> found.add(form + " in " + where));
	}

}
