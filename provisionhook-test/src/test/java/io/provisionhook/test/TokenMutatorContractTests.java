package io.provisionhook.test;

import java.io.IOException;
import java.util.Collection;
import java.util.List;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;

import io.provisionhook.EnvMutator;
import io.provisionhook.test.TokenService.Answer;

/**
 * Tests that a mutator which asks a remote system can keep to the contract.
 */
class TokenMutatorContractTests extends FetchingEnvMutatorContract {

	private TokenService service;

	@BeforeEach
	void startService() throws IOException {
		this.service = new TokenService();
	}

	@AfterEach
	void stopService() {
		this.service.close();
	}

	final TokenService service() {
		return this.service;
	}

	@Override
	protected EnvMutator createMutator() {
		return new TokenMutator(this.service.uri());
	}

	@Override
	protected Collection<String> secrets() {
		return List.of(TokenService.KEY);
	}

	@Override
	protected void makeBackendFail() {
		this.service.answerWith(Answer.ERROR);
	}

	@Override
	protected void makeBackendHang() {
		this.service.answerWith(Answer.NOTHING);
	}

}
