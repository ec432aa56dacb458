package io.provisionhook.integration.runtime;

import java.io.IOException;

import io.provisionhook.store.jdbc.test.PostgresServer;

/**
 * Several hosts with PostgreSQL.
 */
class SeveralHostsOnPostgresTests extends SeveralHostsContract {

	SeveralHostsOnPostgresTests() throws IOException {
		super(PostgresServer.database());
	}

}
