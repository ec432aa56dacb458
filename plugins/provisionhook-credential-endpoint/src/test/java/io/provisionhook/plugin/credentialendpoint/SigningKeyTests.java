package io.provisionhook.plugin.credentialendpoint;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;
import java.util.List;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;

import io.provisionhook.plugin.internal.configuration.PluginConfigurationException;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * Tests for {@link SigningKey#readAll}.
 */
@ExtendWith(OutputCaptureExtension.class)
class SigningKeyTests {

	private static final String ACTION = "Set it to what 'openssl rand -base64 32' prints, or to the path of a file "
			+ "with that.";

	private final String id = SigningKey.readAll(List.of(Host.KEY)).get(0).id();

	@TempDir
	private Path directory;

	@Test
	void withoutKeysThereIsARandomOne(CapturedOutput output) {
		List<SigningKey> keys = SigningKey.readAll(List.of());
		assertThat(keys).singleElement()
			.satisfies((key) -> assertThat(key.id()).isNotEqualTo(SigningKey.readAll(List.of()).get(0).id()));
		assertThat(output).contains("INFO")
			.contains("No signing keys are configured, so workspaces that outlive this application can't get "
					+ "credentials from the next one; 'provisionhook.credential-endpoint.signing-keys' sets them");
	}

	@Test
	void keyCanBeTextOrInAFile() throws IOException {
		Path file = Files.writeString(this.directory.resolve("key"), Host.KEY + "\n");
		for (String entry : List.of(Host.KEY, " " + Host.KEY + "\n", file.toString(), "file:" + file,
				file.toUri().toString())) {
			assertThat(SigningKey.readAll(List.of(entry))).as(entry)
				.extracting(SigningKey::id)
				.containsExactly(this.id);
		}
	}

	@Test
	void keyCanBeUrlSafeOrHaveSlashesAndLinesLikeAnythingThatIsBase64() throws IOException {
		byte[] bytes = new byte[96];
		for (int i = 0; i < bytes.length; i++) {
			bytes[i] = (byte) 0xFF;
		}
		Path wrapped = Files.writeString(this.directory.resolve("wrapped"),
				Base64.getMimeEncoder().encodeToString(bytes));
		assertThat(SigningKey.readAll(List.of(Base64.getEncoder().encodeToString(bytes),
				Base64.getUrlEncoder().encodeToString(bytes), wrapped.toString())))
			.extracting(SigningKey::id)
			.hasSize(3)
			.containsOnly(SigningKey.of(bytes).id());
	}

	@Test
	void orderIsKept() {
		String other = Base64.getEncoder().encodeToString(new byte[32]);
		assertThat(SigningKey.readAll(List.of(other, Host.KEY))).extracting(SigningKey::id)
			.containsExactly(SigningKey.of(new byte[32]).id(), this.id);
	}

	@ParameterizedTest
	@ValueSource(
			strings = { "marked:secret", "marked secret!", "/", "/marked/secret.key", "base64:bWFya2Vk", "\0marked" })
	void whatIsNoKeyIsNotQuoted(String entry) {
		assertThatExceptionOfType(PluginConfigurationException.class)
			.isThrownBy(() -> SigningKey.readAll(List.of(Host.KEY, entry)))
			.withMessage("Configuration property 'provisionhook.credential-endpoint.signing-keys[1]': there is no such "
					+ "file, and as a key it is no base64 text")
			.satisfies((ex) -> assertThat(ex.getAction()).isEqualTo(ACTION));
	}

	@Test
	void shortKeyIsRefused() {
		String shortKey = Base64.getEncoder().encodeToString(new byte[31]);
		assertThatExceptionOfType(PluginConfigurationException.class)
			.isThrownBy(() -> SigningKey.readAll(List.of(shortKey)))
			.withMessageEndingWith("there is no such file, and as a key it is base64 text of fewer than 32 bytes");
	}

	@Test
	void emptyEntryIsRefused() {
		assertThatExceptionOfType(PluginConfigurationException.class).isThrownBy(() -> SigningKey.readAll(List.of(" ")))
			.withMessageEndingWith("it is empty");
	}

	@Test
	void filesWithoutKeyAreNamed() throws IOException {
		Path file = Files.writeString(this.directory.resolve("key"), "marked secret!");
		assertThatExceptionOfType(PluginConfigurationException.class)
			.isThrownBy(() -> SigningKey.readAll(List.of(file.toString())))
			.withMessageEndingWith("the file '" + file + "' holds no base64 text");
		assertThatExceptionOfType(PluginConfigurationException.class)
			.isThrownBy(() -> SigningKey.readAll(List.of("file:/missing/key")))
			.withMessageEndingWith("the file 'file:/missing/key' does not exist");
		assertThatExceptionOfType(PluginConfigurationException.class)
			.isThrownBy(() -> SigningKey.readAll(List.of("classpath:missing.key")))
			.withMessageEndingWith("the file 'classpath:missing.key' does not exist");
		assertThatExceptionOfType(PluginConfigurationException.class)
			.isThrownBy(() -> SigningKey.readAll(List.of(this.directory.toString())))
			.withMessageEndingWith("there is no such file, and as a key it is no base64 text");
	}

}
