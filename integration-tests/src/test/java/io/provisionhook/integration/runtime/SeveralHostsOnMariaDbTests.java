package io.provisionhook.integration.runtime;

import java.io.IOException;

import io.provisionhook.store.jdbc.test.MariaDbServer;

/**
 * Several hosts with MariaDB.
 */
class SeveralHostsOnMariaDbTests extends SeveralHostsContract {

	SeveralHostsOnMariaDbTests() throws IOException {
		super(MariaDbServer.database());
	}

}
