package io.provisionhook.runtime.docker;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;
import java.util.Objects;

import com.github.dockerjava.api.model.AuthConfig;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import io.provisionhook.testsupport.LogCapture;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link DockerConfig}.
 */
class DockerConfigTests {

	private static final String HIDDEN = "hidden-pw";

	@RegisterExtension
	final LogCapture warnings = new LogCapture();

	@TempDir
	private Path directory;

	@Test
	void credentialsWhenThereIsNoFileAreNone() {
		DockerConfig config = DockerConfig.read(this.directory);
		assertThat(config.credentialsFor("other.example/agent:1")).isNull();
		assertThat(config.problemOf("other.example/agent:1")).isNull();
		assertThat(config.currentContext()).isNull();
		assertThat(this.warnings.lines()).isEmpty();
	}

	@ParameterizedTest
	@CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
			{"auth":""}                                  | it has no credentials
			{}                                           | it has no credentials
			null                                         | it has no credentials
			"hidden-pw"                                  | it has no credentials
			[]                                           | it has no credentials
			7                                            | it has no credentials
			{"auth":null,"email":"a@b.example"}          | it has no credentials
			{"username":"bot"}                           | it has no credentials
			{"identitytoken":""}                         | it has no credentials
			{"auth":"Ym90Omhp\\nZGRlbi1wdw=="}           | its "auth" is not a user, a colon and a password in base64
			{"auth":"Ym90OmhpZGRlbi1wdw==\\n"}           | its "auth" is not a user, a colon and a password in base64
			{"auth":"Ym90aGlkZGVuLXB3"}                  | its "auth" is not a user, a colon and a password in base64
			{"auth":"OmhpZGRlbi1wdw=="}                  | its "auth" is not a user, a colon and a password in base64
			{"auth":"bot:hidden-pw"}                     | its "auth" is not a user, a colon and a password in base64
			{"auth":"Ym90OmhpZGRlbi1wdw="}               | its "auth" is not a user, a colon and a password in base64
			{"auth":["Ym90OmhpZGRlbi1wdw=="]}            | its "auth" is not a user, a colon and a password in base64
			{"auth":{"user":"hidden-pw"}}                | its "auth" is not a user, a colon and a password in base64
			{"auth":true}                                | its "auth" is not a user, a colon and a password in base64
			""")
	void entryWhenItIsOfNoUseIsLeftOutWithOneWarning(String entry, String reason) throws IOException {
		Path file = write("{\"auths\":{\"other.example\":" + entry + ",\"good.example\":" + entry("bot") + "}}");
		DockerConfig config = DockerConfig.read(this.directory);
		String problem = "he entry of registry \"other.example\" in " + file + " is left out: " + reason;
		assertThat(this.warnings.lines()).containsExactly("WARNING: T" + problem);
		assertThat(config.credentialsFor("other.example/agent:1")).isNull();
		assertThat(config.problemOf("other.example/agent:1")).isEqualTo("t" + problem);
		assertThat(config.problemOf("third.example/agent:1")).isNull();
		assertThat(userOf(config, "good.example/agent:1")).isEqualTo("bot");
	}

	@ParameterizedTest
	@CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
			``                            | FILE is ignored: it is empty
			` `                           | FILE is ignored: it is empty
			hidden-pw                     | FILE is ignored: it can't be read as JSON
			{"auths":{"a":{"auth":"hidden | FILE is ignored: it can't be read as JSON
			["hidden-pw"]                 | FILE is ignored: it is not a JSON object
			null                          | FILE is ignored: it is not a JSON object
			{"auths":["hidden-pw"]}       | "auths" in FILE is ignored: it is not a JSON object
			{"auths":"hidden-pw"}         | "auths" in FILE is ignored: it is not a JSON object
			""")
	void fileWhenItIsOfNoUseIsIgnoredWithOneWarning(String text, String warning) throws IOException {
		Path file = write(text);
		DockerConfig config = DockerConfig.read(this.directory);
		String problem = warning.replace("FILE", file.toString());
		assertThat(this.warnings.lines()).containsExactly("WARNING: " + problem);
		assertThat(config.credentialsFor("agent")).isNull();
		assertThat(config.problemOf("agent")).isEqualTo(problem);
	}

	@Test
	void fileWhenALineBreakIsInAValueIsIgnored() throws IOException {
		Path file = write("{\"auths\":{\"other.example\":{\"auth\":\"Ym90Omhp\nZGRlbi1wdw==\"}}}");
		DockerConfig.read(this.directory);
		assertThat(this.warnings.lines()).containsExactly("WARNING: " + file + " is ignored: it can't be read as JSON");
	}

	@Test
	void fileWhenItIsADirectoryIsIgnored() throws IOException {
		Path file = Files.createDirectory(this.directory.resolve("config.json"));
		DockerConfig config = DockerConfig.read(this.directory);
		assertThat(this.warnings.lines()).containsExactly("WARNING: " + config.problemOf("agent"));
		assertThat(config.problemOf("agent")).startsWith(file + " is ignored: it can't be read (");
	}

	@ParameterizedTest
	@ValueSource(strings = { "{}", "{\"auths\":null}", "{\"auths\":{}}", "{\"HttpHeaders\":{\"User-Agent\":\"x\"}}",
			"{\"currentContext\":7}" })
	void fileWhenItSaysNothingAboutRegistriesIsFine(String text) throws IOException {
		write(text);
		assertThat(DockerConfig.read(this.directory).problemOf("agent")).isNull();
		assertThat(this.warnings.lines()).isEmpty();
	}

	@Test
	void fileWhenItBeginsWithAByteOrderMarkIsRead() throws IOException {
		write("\uFEFF{\"currentContext\":\"lab\",\"auths\":{\"other.example\":" + entry("bot") + "}}");
		DockerConfig config = DockerConfig.read(this.directory);
		assertThat(config.currentContext()).isEqualTo("lab");
		assertThat(userOf(config, "other.example/agent")).isEqualTo("bot");
		assertThat(this.warnings.lines()).isEmpty();
	}

	@ParameterizedTest
	@CsvSource({ "other.example, other.example/agent:1", "https://other.example, other.example/a/b@sha256:12",
			"http://other.example/v2/, other.example/agent", "Other.Example, other.example/agent",
			"other.example:5000, other.example:5000/agent:1", "localhost, localhost/agent",
			"https://index.docker.io/v1/, agent:1", "docker.io, docker.io/library/agent",
			"index.docker.io, team/agent:1", "registry-1.docker.io, index.docker.io/team/agent" })
	void registryIsFoundHoweverItIsWritten(String registry, String image) throws IOException {
		write("{\"auths\":{\"" + registry + "\":" + entry("bot") + "}}");
		DockerConfig config = DockerConfig.read(this.directory);
		assertThat(userOf(config, image)).isEqualTo("bot");
		assertThat(config.credentialsFor("other.example:99/agent")).isNull();
	}

	@Test
	void registryWhenItIsThereTwiceIsTheOneAsDockerWritesIt() throws IOException {
		write("{\"auths\":{\"https://other.example/v1/\":%s,\"other.example\":%s,\"http://other.example\":%s,"
			.formatted(entry("url"), entry("host"), entry("later"))
				+ "\"docker.io\":%s,\"https://index.docker.io/v1/\":%s,".formatted(entry("alias"), entry("hub"))
				+ "\"https://index.docker.io/v1/access-token\":%s,".formatted(entry("desktop"))
				+ "\"broken.example\":{\"auth\":\"\"},\"https://broken.example/\":%s}}".formatted(entry("mended")));
		DockerConfig config = DockerConfig.read(this.directory);
		assertThat(userOf(config, "other.example/agent")).isEqualTo("host");
		assertThat(userOf(config, "agent")).isEqualTo("hub");
		assertThat(userOf(config, "broken.example/agent")).isEqualTo("mended");
		assertThat(config.problemOf("broken.example/agent")).isNull();
		assertThat(this.warnings.lines()).singleElement().asString().contains("\"broken.example\"");
	}

	@Test
	void tokenIsEnough() throws IOException {
		write("{\"auths\":{\"a.example\":{\"identitytoken\":\"t1\"},\"b.example\":{\"registrytoken\":\"t2\"},"
				+ "\"c.example\":{\"auth\":\"Ym90Og==\",\"identitytoken\":\"t3\"},"
				+ "\"d.example\":{\"username\":\"bot\",\"password\":\"" + HIDDEN + "\"}}}");
		DockerConfig config = DockerConfig.read(this.directory);
		assertThat(config.credentialsFor("a.example/agent")).extracting(AuthConfig::getIdentitytoken).isEqualTo("t1");
		assertThat(config.credentialsFor("b.example/agent")).extracting(AuthConfig::getRegistrytoken).isEqualTo("t2");
		assertThat(config.credentialsFor("c.example/agent")).extracting(AuthConfig::getIdentitytoken).isEqualTo("t3");
		assertThat(config.credentialsFor("d.example/agent")).extracting(AuthConfig::getPassword).isEqualTo(HIDDEN);
		assertThat(this.warnings.lines()).isEmpty();
	}

	@Test
	void helperThatHasTheCredentialsIsNotAskedButNamed() throws IOException {
		Path file = write("{\"auths\":{\"other.example\":{},\"good.example\":" + entry("bot") + "},"
				+ "\"credsStore\":\"no-such-helper\",\"credHelpers\":{\"https://cloud.example\":\"cloud\"}}");
		DockerConfig config = DockerConfig.read(this.directory);
		assertThat(config.problemOf("other.example/agent"))
			.isEqualTo("the credential helper \"no-such-helper\" is not asked; put the credentials under \"auths\" in "
					+ file);
		assertThat(config.problemOf("cloud.example/agent"))
			.isEqualTo("the credential helper \"cloud\" is not asked; put the credentials under \"auths\" in " + file);
		assertThat(config.problemOf("good.example/agent")).isNull();
		assertThat(this.warnings.lines()).as("a pull may need no credentials").isEmpty();
	}

	private Path write(String text) throws IOException {
		return Files.writeString(this.directory.resolve("config.json"), text);
	}

	private static String entry(String user) {
		String pair = user + ":" + HIDDEN;
		return "{\"auth\":\"" + Base64.getEncoder().encodeToString(pair.getBytes(StandardCharsets.UTF_8)) + "\"}";
	}

	private static @Nullable String userOf(DockerConfig config, String image) {
		AuthConfig credentials = Objects.requireNonNull(config.credentialsFor(image));
		assertThat(credentials.getPassword()).isEqualTo(HIDDEN);
		return credentials.getUsername();
	}

}
