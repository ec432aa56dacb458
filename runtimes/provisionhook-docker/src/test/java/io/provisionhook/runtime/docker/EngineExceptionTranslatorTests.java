package io.provisionhook.runtime.docker;

import java.io.IOException;
import java.net.ConnectException;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.github.dockerjava.api.command.InspectContainerResponse;
import com.github.dockerjava.api.exception.ConflictException;
import com.github.dockerjava.api.exception.DockerClientException;
import com.github.dockerjava.core.DockerClientConfig;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

/**
 * Tests for {@link EngineExceptionTranslator}.
 */
class EngineExceptionTranslatorTests {

	private final EngineExceptionTranslator translator = new EngineExceptionTranslator("unix:///engine.sock");

	@Test
	void translateWhenConnectionFailedSaysEngineIsUnreachable() {
		assertThat(this.translator.translate("look", new RuntimeException(new ConnectException("Connection refused"))))
			.hasMessage("the Docker engine at unix:///engine.sock can't be reached: Connection refused; is it running, "
					+ "and may this user talk to it?");
		assertThat(this.translator.translate("look",
				new RuntimeException(new IOException(new IllegalStateException("no way")))))
			.hasMessage("can't look: no way");
		assertThat(this.translator.translate("look", new NullPointerException()))
			.hasMessage("can't look: NullPointerException");
	}

	@Test
	void translateWhenAlreadyTranslatedReturnsSameException() {
		DockerEngineException explained = new DockerEngineException("the container ended");
		assertThat(this.translator.translate("look", explained)).isSameAs(explained);
	}

	@Test
	void translateWhenRequestIsRefusedKeepsStatus() {
		DockerEngineException conflict = this.translator.translate("look",
				new ConflictException("{\"message\": \"taken\"}"));
		assertThat(conflict).hasMessage("the Docker engine can't look: taken");
		assertThat(conflict.hasStatus(DockerEngineException.CONFLICT)).isTrue();
		assertThat(this.translator.translate("look", new DockerClientException("odd name")))
			.hasMessage("can't look: odd name");
	}

	@Test
	void translateWhenAnswerIsNotJsonDoesNotQuoteIt() {
		JsonProcessingException failure = catchThrowableOfType(JsonProcessingException.class,
				() -> DockerClientConfig.getDefaultObjectMapper()
					.readValue("{\"Id\": secret-key}", InspectContainerResponse.class));
		assertThat(failure).hasMessageContaining("secret");
		assertThat(this.translator.translate("look", new RuntimeException(failure)))
			.hasMessage("can't look: the answer of the Docker engine at unix:///engine.sock can't be read as JSON")
			.hasNoCause();
	}

}
