package io.provisionhook.runtime.docker;

import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;

import com.github.dockerjava.api.model.Frame;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link FileSecretDelivery.SecretsInput}.
 */
class FileSecretDeliveryInputTests {

	private final FileSecretDelivery.SecretsInput input = new FileSecretDelivery.SecretsInput(new byte[10]);

	private final EngineStream<Frame> connection = new EngineStream<>((frame) -> {
	});

	private final CompletableFuture<?> sent = this.input.sent(this.connection.ended());

	@Test
	void readAtEndCompletesSent() throws IOException {
		assertThat(this.input.read(new byte[10])).isEqualTo(10);
		assertThat(this.sent).isNotDone();
		assertThat(this.input.read()).isEqualTo(-1);
		assertThat(this.sent).isCompleted();
	}

	@Test
	void connectionEndAfterLastByteCompletesSent() throws IOException {
		assertThat(this.input.read(new byte[10])).isEqualTo(10);
		this.connection.onComplete();
		assertThat(this.sent).isCompleted();
	}

	@Test
	void connectionEndBeforeLastByteFailsSent() throws IOException {
		assertThat(this.input.read(new byte[9])).isEqualTo(9);
		this.connection.onComplete();
		assertThat(this.sent).failsWithin(Duration.ZERO)
			.withThrowableOfType(ExecutionException.class)
			.havingCause()
			.isInstanceOf(DockerEngineException.class)
			.withMessage("the container ended before it had its secrets");
	}

	@Test
	void connectionFailureFailsSent() throws IOException {
		IOException failure = new IOException("Connection reset");
		assertThat(this.input.read(new byte[10])).isEqualTo(10);
		this.connection.onError(failure);
		assertThat(this.sent).failsWithin(Duration.ZERO)
			.withThrowableOfType(ExecutionException.class)
			.havingCause()
			.isSameAs(failure);
	}

}
