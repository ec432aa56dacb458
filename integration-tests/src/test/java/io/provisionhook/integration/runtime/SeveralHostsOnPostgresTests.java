package io.provisionhook.integration.runtime;

import java.io.IOException;
import java.util.List;

import io.provisionhook.store.jdbc.test.PostgresServer;

/**
 * Several hosts with PostgreSQL.
 */
class SeveralHostsOnPostgresTests extends SeveralHostsContract {

	SeveralHostsOnPostgresTests() throws IOException {
		super(PostgresServer.database());
	}

	@Override
	List<String> lostUpdateTrigger() {
		return List.of("""
				create function record_lost_update() returns trigger language plpgsql as $$ begin
				if new.version <> old.version + 1 then
				insert into lost_update values (old.id, old.version, new.version);
				end if;
				return new;
				end $$""", "create trigger lost_update before update on provisionhook_workspace "
				+ "for each row execute function record_lost_update()");
	}

}
