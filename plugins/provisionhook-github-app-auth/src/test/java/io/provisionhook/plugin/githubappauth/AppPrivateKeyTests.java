package io.provisionhook.plugin.githubappauth;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.function.Function;
import java.util.stream.Stream;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

import io.provisionhook.plugin.internal.configuration.PluginConfigurationException;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

/**
 * Tests for {@link AppPrivateKey}.
 */
class AppPrivateKeyTests {

	private static final String PREFIX = "Configuration property 'provisionhook.github-app-auth.private-key': ";

	@TempDir
	private Path directory;

	@Test
	void keyThatGitHubHandsOutIsRead() {
		assertThat(AppPrivateKey.read(TestKeys.pkcs1())).isEqualTo(TestKeys.RSA.getPrivate());
	}

	@Test
	void keyInTheOtherFormIsRead() {
		assertThat(AppPrivateKey.read(TestKeys.pkcs8())).isEqualTo(TestKeys.RSA.getPrivate());
	}

	@Test
	void keyWhoseLineBreaksWereWrittenOutIsRead() {
		assertThat(AppPrivateKey.read(TestKeys.pkcs1().replace("\n", "\\n"))).isEqualTo(TestKeys.RSA.getPrivate());
	}

	@Test
	void keyWithLineBreaksOfWindowsIsRead() {
		assertThat(AppPrivateKey.read(TestKeys.pkcs1().replace("\n", "\r\n"))).isEqualTo(TestKeys.RSA.getPrivate());
	}

	@Test
	void keyIsReadFromPathAndFromLocation() throws IOException {
		Path file = write(TestKeys.pkcs1());
		assertThat(AppPrivateKey.read(file.toString())).isEqualTo(TestKeys.RSA.getPrivate());
		assertThat(AppPrivateKey.read("file:" + file)).isEqualTo(TestKeys.RSA.getPrivate());
	}

	@ParameterizedTest
	@MethodSource
	void textThatIsNoKeyOfAnAppIsExplained(String text, String problem) {
		assertThatIsExplained(text, "it " + problem);
	}

	@ParameterizedTest
	@MethodSource("textThatIsNoKeyOfAnAppIsExplained")
	void fileThatIsNoKeyOfAnAppIsExplained(String text, String problem) throws IOException {
		Path file = write(text);
		assertThatIsExplained(file.toString(), "the file '" + file + "' " + problem);
	}

	static Stream<Arguments> textThatIsNoKeyOfAnAppIsExplained() {
		byte[] content = TestKeys.RSA.getPublic().getEncoded();
		Function<String, String> pem = (label) -> TestKeys.pem(label, content);
		return Stream.of(Arguments.of(pem.apply("PUBLIC KEY"), "holds a public key and no private key"),
				Arguments.of(pem.apply("CERTIFICATE"), "holds a certificate and no private key"),
				Arguments.of(pem.apply("RSA PRIVATE KEY"), "holds a private key that is damaged or of an unknown kind"),
				Arguments.of(pem.apply("OPENSSH PRIVATE KEY"),
						"holds a private key that is damaged or of an unknown kind"),
				Arguments.of(TestKeys.pkcs1().substring(0, 400) + "\n-----END RSA PRIVATE KEY-----",
						"holds a private key that is damaged or of an unknown kind"),
				Arguments.of(pem.apply("ENCRYPTED PRIVATE KEY"),
						"holds an encrypted key, and there is no way to give its password; "
								+ "'openssl pkcs8 -topk8 -nocrypt' removes the encryption"),
				Arguments.of(
						pem.apply("RSA PRIVATE KEY")
							.replaceFirst("\n", "\nProc-Type: 4,ENCRYPTED\nDEK-Info: AES-128-CBC,0123456789ABCDEF\n\n"),
						"holds an encrypted key, and there is no way to give its password; "
								+ "'openssl pkcs8 -topk8 -nocrypt' removes the encryption"),
				Arguments.of(TestKeys.pkcs8(TestKeys.generate("EC", 256)),
						"holds an EC key, while GitHub Apps have RSA keys"),
				Arguments.of(TestKeys.pkcs8(TestKeys.generate("RSA", 1024)),
						"holds a key of 1024 bits, while GitHub's have 2048"));
	}

	@Test
	void fileWithoutPemTextIsExplained() throws IOException {
		Path file = write("key-without-its-lines");
		assertThatIsExplained(file.toString(),
				"the file '" + file + "' holds no PEM text, which would begin with -----BEGIN RSA PRIVATE KEY-----");
	}

	@Test
	void emptyFileIsExplained() throws IOException {
		Path file = write(" \n");
		assertThatIsExplained(file.toString(), "the file '" + file + "' is empty");
	}

	@Test
	void missingFileIsExplained() {
		Path file = this.directory.resolve("missing.pem");
		assertThatIsExplained(file.toString(), "the file '" + file + "' does not exist");
		assertThatIsExplained("classpath:missing.pem", "the file 'classpath:missing.pem' does not exist");
	}

	@Test
	void fileThatCannotBeReadIsExplained() {
		assertThatIsExplained(this.directory.toString(), "the file '" + this.directory + "' can't be read");
	}

	@ParameterizedTest
	@ValueSource(strings = { "", "  " })
	void missingKeyIsExplained(String text) {
		assertThatIsExplained(text, "it is not set");
	}

	@Test
	void fileThatIsMuchLargerThanAKeyIsNotReadToItsEnd() throws IOException {
		Path file = write("0".repeat(70_000) + TestKeys.pkcs1());
		assertThatIsExplained(file.toString(),
				"the file '" + file + "' holds no PEM text, which would begin with -----BEGIN RSA PRIVATE KEY-----");
	}

	@Test
	void secretInPlaceOfAPathIsNotShown() {
		String clientSecret = "0123456789abcdef0123456789abcdef01234567";
		String bodyOfAKey = TestKeys.pkcs1().replaceAll("-----[A-Z ]+-----|\n", "");
		assertThatIsExplained(clientSecret, "it is neither PEM text nor the path of a file");
		assertThatIsExplained(bodyOfAKey, "it is neither PEM text nor the path of a file");
		assertThatIsExplained(bodyOfAKey.replaceAll(".{64}", "$0\n"), "it is neither PEM text nor the path of a file");
	}

	private Path write(String text) throws IOException {
		return Files.writeString(this.directory.resolve("app.pem"), text);
	}

	private static void assertThatIsExplained(String property, String problem) {
		PluginConfigurationException exception = catchThrowableOfType(PluginConfigurationException.class,
				() -> AppPrivateKey.read(property));
		assertThat(exception).hasMessage(PREFIX + problem);
		assertThat(exception.getAction()).isNotBlank().endsWith(".");
	}

}
