package io.provisionhook.integration.runtime;

import java.io.IOException;
import java.util.List;

import io.provisionhook.store.jdbc.test.MariaDbServer;

/**
 * Several hosts with MariaDB.
 */
class SeveralHostsOnMariaDbTests extends SeveralHostsContract {

	SeveralHostsOnMariaDbTests() throws IOException {
		super(MariaDbServer.database());
	}

	@Override
	List<String> lostUpdateTrigger() {
		return List.of("""
				create trigger lost_update before update on provisionhook_workspace for each row begin
				if new.version <> old.version + 1 then
				insert into lost_update values (old.id, old.version, new.version);
				end if;
				end""");
	}

}
