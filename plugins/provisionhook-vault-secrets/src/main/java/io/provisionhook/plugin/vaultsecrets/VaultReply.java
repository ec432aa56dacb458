package io.provisionhook.plugin.vaultsecrets;

import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.MissingNode;

import io.provisionhook.plugin.upstream.UpstreamException;

/**
 * What Vault answered. {@link #toString()} does not show the body.
 *
 * @param status the HTTP status
 * @param body the JSON that came with it; of an error only if it is JSON
 */
record VaultReply(int status, JsonNode body) {

	static final int FORBIDDEN = 403;

	static final int NOT_FOUND = 404;

	private static final JsonMapper JSON = new JsonMapper();

	/**
	 * Read an answer.
	 * @param call what was asked for
	 * @param status the HTTP status
	 * @param body the bytes that came with it
	 * @return the answer
	 * @throws UpstreamException if it should be JSON and is not
	 */
	static VaultReply read(VaultCall call, int status, byte[] body) throws UpstreamException {
		try {
			return new VaultReply(status, (body.length != 0) ? JSON.readTree(body) : MissingNode.getInstance());
		}
		catch (JacksonException ex) {
			if (isSuccess(status)) {
				throw VaultFailures.malformed(call);
			}
			return new VaultReply(status, MissingNode.getInstance());
		}
	}

	boolean isSuccess() {
		return isSuccess(this.status);
	}

	private static boolean isSuccess(int status) {
		return status >= 200 && status < 300;
	}

	VaultReply requireSuccess(VaultCall call) throws UpstreamException {
		if (!isSuccess()) {
			throw VaultFailures.ofStatus(call, this.status);
		}
		return this;
	}

	@Override
	public String toString() {
		return "VaultReply[status=" + this.status + "]";
	}

}
