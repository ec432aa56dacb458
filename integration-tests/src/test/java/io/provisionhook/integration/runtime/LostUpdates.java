package io.provisionhook.integration.runtime;

import java.util.List;

import javax.sql.DataSource;

import org.springframework.jdbc.core.JdbcTemplate;

/**
 * Records each update of a workspace that skips or repeats a version, since the next
 * owner would mend such a record before the next look. By a trigger of the database.
 */
@SuppressWarnings("ImmutableEnumChecker") // List.of is immutable
enum LostUpdates {

	ON_POSTGRES("""
			create function record_lost_update() returns trigger language plpgsql as $$ begin
			if new.version <> old.version + 1 then
			insert into lost_update values (old.id, old.version, new.version);
			end if;
			return new;
			end $$""",
			"create trigger lost_update before update on provisionhook_workspace "
					+ "for each row execute function record_lost_update()"),

	ON_MARIADB("""
			create trigger lost_update before update on provisionhook_workspace for each row begin
			if new.version <> old.version + 1 then
			insert into lost_update values (old.id, old.version, new.version);
			end if;
			end""");

	private final List<String> trigger;

	LostUpdates(String... trigger) {
		this.trigger = List.of(trigger);
	}

	/**
	 * Record from now on.
	 * @param database the database with the table of workspaces
	 */
	void record(DataSource database) {
		JdbcTemplate jdbc = new JdbcTemplate(database);
		jdbc.execute("create table lost_update (id varchar(255), old_version bigint, new_version bigint)");
		this.trigger.forEach(jdbc::execute);
	}

	/**
	 * Return what was recorded.
	 * @param database the database
	 * @return a sentence for each lost update
	 */
	static List<String> find(DataSource database) {
		return new JdbcTemplate(database).query("select * from lost_update",
				(row, number) -> "%s was of version %s, and %s was written".formatted(row.getString(1), row.getLong(2),
						row.getLong(3)));
	}

}
