package io.provisionhook.store.jdbc;

import java.util.Map;

import org.springframework.jdbc.core.ConnectionCallback;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.util.function.SingletonSupplier;

/**
 * The clock of the database, which all host applications share. Its times are in
 * milliseconds since 1970, whatever the zones of the connection and the server are.
 */
final class DatabaseClock {

	private static final String H2 = "H2";

	private static final String MARIADB_TIME = "timestampdiff(microsecond, '1970-01-01 00:00:00', utc_timestamp(6)) div 1000";

	private static final Map<String, String> TIMES = Map.of(H2,
			"cast(extract(epoch from current_timestamp) * 1000 as bigint)", "PostgreSQL",
			"cast(extract(epoch from clock_timestamp()) * 1000 as bigint)", "MariaDB", MARIADB_TIME, "MySQL",
			MARIADB_TIME);

	private final SingletonSupplier<String> product;

	DatabaseClock(JdbcTemplate jdbc) {
		this.product = SingletonSupplier.of(() -> jdbc
			.execute((ConnectionCallback<String>) (connection) -> connection.getMetaData().getDatabaseProductName()));
	}

	boolean isOfH2() {
		return H2.equals(this.product.obtain());
	}

	/**
	 * Return the expression for the present time.
	 * @return the expression; the time of this host application for another database,
	 * which several host applications can't share
	 */
	String now() {
		String time = TIMES.get(this.product.obtain());
		return (time != null) ? time : String.valueOf(System.currentTimeMillis());
	}

}
