package io.provisionhook.plugin.gitcredentials;

import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.Stream;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

import io.provisionhook.testsupport.InstalledTool;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests the program that answers git before 2.31 with what git asks, by each shell of
 * this machine. Questions of git 2.30 were recorded from git 2.30.2 for the URLs beside
 * them.
 */
@Timeout(300)
class AskpassTests {

	private static final String SECRET = "marked-secret-of-askpass";

	private static final String TOKEN = "marked-token-of-askpass";

	private static final String HOSTS = "https://granted.host http://127.0.0.1:8080 https://[2001:db8::1]:8443";

	// Prompts of git 2.30 and the expected responses
	private static final Map<String, String> ANSWERED = Map.ofEntries(
			Map.entry("Username for 'https://granted.host': ", "agent"),
			Map.entry("Password for 'https://agent@granted.host': ", SECRET),
			Map.entry("Password for 'https://granted.host': ", SECRET),
			// https://us%27er@Granted.Host
			Map.entry("Password for 'https://us'er@Granted.Host': ", SECRET),
			Map.entry("Password for 'https://j\u00f6rg@granted.host': ", SECRET),
			Map.entry("Username for 'http://127.0.0.1:8080': ", "agent"),
			Map.entry("Password for 'http://agent@127.0.0.1:8080': ", SECRET),
			Map.entry("Username for 'https://[2001:DB8::1]:8443': ", "agent"),
			Map.entry("Password for 'https://agent@[2001:db8::1]:8443': ", SECRET),
			// credential.useHttpPath
			Map.entry("Username for 'https://granted.host/acme/demo.git': ", "agent"),
			Map.entry("Password for 'https://agent@granted.host/acme/demo.git': ", SECRET),
			// Git since 2.48, and what distributions made of older ones
			Map.entry("Password for 'https://me%40example.com@granted.host': ", SECRET),
			Map.entry("Password for 'https://a%2Fb%27@granted.host/it%27s%40home.git': ", SECRET),
			Map.entry("Password for 'https://granted.host:443': ", SECRET),
			Map.entry("Password for 'https://agent@Granted.host.': ", SECRET),
			Map.entry("Username for 'https://granted.host.:443/acme/demo.git': ", "agent"),
			Map.entry("Password for 'http://127.0.0.1.:8080': ", SECRET),
			// https://Username@granted.host
			Map.entry("Password for 'https://Username for 'x@granted.host': ", SECRET));

	private static final List<String> REFUSED = List.of(
			// http://granted.host%27@attacker:18230/x.git
			"Password for 'https://granted.host'@attacker:18230': ",
			"Password for 'https://granted.host': '@attacker:18230': ",
			"Password for 'https://granted.host'@attacker:18230/granted.host': ",
			// https://granted.host%2F@attacker
			"Password for 'https://granted.host/@attacker:18230': ",
			"Password for 'https://granted.host/x'@attacker:18230': ",
			"Password for 'https://granted.host/x://y@attacker:18230': ",
			"Password for 'https://granted.host:443/@attacker': ", "Password for 'https://granted.host:pw@attacker': ",
			// https://attacker%2F..@granted.host, which is granted, and looks
			// like a path
			"Password for 'https://attacker/x@granted.host': ", "Password for 'https://attacker/@granted.host': ",
			"Password for 'https://https://granted.host': ", "Password for 'https://x@https://granted.host': ",
			"Password for 'https://granted.host@attacker@attacker': ",
			"Password for 'https://attacker@x@granted.host': ", "Password for 'https://agent@x@granted.host': ",
			"Password for 'https://@@granted.host': ", "Username for 'https://attacker@granted.host': ",
			"Username for 'https://granted.host@attacker': ", "Password for 'https://granted.host\n': ",
			"Password for 'https://granted.host\n@attacker': ", "Password for 'https://attacker\n@granted.host': ",
			"Password for 'https://a\r@granted.host': ", "Password for 'https://granted.host\r': ",
			"Password for 'https://granted.host\u0000': ".replace('\u0000', '\u0001'),
			"Password for 'https://granted.host ': ", "Password for 'https:// granted.host': ",
			"Password for 'https://granted.host https://granted.host': ",
			"Password for 'https://granted.host http://127.0.0.1:8080': ", "Password for 'https://granted.host..': ",
			"Password for 'https://granted.host.:80': ", "Password for 'https://granted.host..:443': ",
			"Password for 'https://granted.host.evil.host': ", "Password for 'http://granted.host:443': ",
			"Password for 'https://granted.host:443:443': ", "Password for 'https://.': ",
			"Password for 'https://:443': ", "Password for 'https://granted.host.:x': ",
			"Password for 'https://127.0.0.1:8080': ", "Password for 'https://granted.host?@attacker': ",
			"Password for 'https://granted.host#': ", "Password for 'https://granted.host\\@attacker': ",
			"Password for 'https://granted.host\\': ", "Password for 'https://*': ",
			"Password for 'https://granted*': ", "Password for 'https://[a-z]ranted.host': ",
			"Password for 'https://granted.hos': ", "Password for 'https://ranted.host': ", "Password for 'https://': ",
			"Password for 'https://agent@': ", "Password for 'https://granted.host/a b': ",
			"Password for 'https://granted.host/it's@home.git': ", "Password for 'https://granted.host:80': ",
			"Password for 'https://granted.host:8080': ", "Password for 'https://127.0.0.1': ",
			"Password for 'https://[2001:db8::1]': ", "Password for 'https://$(touch marked)': ",
			"Password for 'https://`touch marked`@granted.host:1': ",
			// Another protocol than the one that was granted
			"Username for 'http://granted.host': ", "Password for 'http://agent@granted.host': ",
			"Password for 'https://agent@127.0.0.1:8080': ", "Password for 'HTTPS://granted.host': ",
			"Password for 'ftp://granted.host': ", "Password for 'cert:///etc/key.pem': ",
			"Password for 'granted.host': ",
			// What others ask that call the same program
			"git@granted.host's password: ", "Enter passphrase for key '/home/agent/.ssh/id': ",
			"Are you sure you want to continue connecting (yes/no)? ", "Username: ", "Password: ", "Password for '': ",
			"Password for 'https://granted.host':", "Password for 'https://granted.host': x",
			"x Password for 'https://granted.host': ", "Password for 'https://granted.host", "");

	private final List<String> asked = new CopyOnWriteArrayList<>();

	private volatile String username = "agent";

	private final StandIn endpoint = new StandIn() {

		@Override
		Reply answer(Call call) {
			AskpassTests.this.asked.add(call.header("Authorization") + " " + call.form());
			return new Reply(200,
					"username=" + AskpassTests.this.username + "\npassword=" + SECRET + "\npassword_expiry_utc=1\n");
		}

	};

	@TempDir
	private Path directory;

	private Path program;

	@BeforeEach
	void install() throws Exception {
		InstalledTool.need("curl");
		this.program = Askpass.install(this.directory);
	}

	@AfterEach
	void close() {
		this.endpoint.close();
	}

	static Stream<Arguments> shells() {
		return Stream.of("sh", "dash", "bash", "busybox sh", "mksh")
			.filter((shell) -> InstalledTool.isInstalled(shell.split(" ", 2)[0]))
			.map(Arguments::of);
	}

	@ParameterizedTest
	@MethodSource("shells")
	void questionAboutAGrantedHostIsAnswered(String shell) throws Exception {
		for (Map.Entry<String, String> question : ANSWERED.entrySet()) {
			this.asked.clear();
			assertThat(run(shell, question.getKey())).as(question.getKey())
				.isEqualTo(new Output(question.getValue() + "\n", "", 0));
			assertThat(this.asked).singleElement()
				.asString()
				.matches(
						"Bearer " + TOKEN + " \\{host=(granted\\.host|127\\.0\\.0\\.1:8080|\\[2001:db8::1\\]:8443)\\}");
		}
	}

	@ParameterizedTest
	@MethodSource("shells")
	void questionThatIsAmbiguousOrAboutAnotherHostIsRefused(String shell) throws Exception {
		for (String question : REFUSED) {
			Output output = run(shell, question);
			assertThat(output.text()).as(question).isEmpty();
			assertThat(output.error()).as(question).matches("provisionhook: [^\n]*\n");
			assertThat(output.status()).as(question).isOne();
		}
		assertThat(this.directory.resolve("marked")).doesNotExist();
	}

	@ParameterizedTest
	@MethodSource("shells")
	void userNameWithAnAtSignIsUnderstoodIfItIsTheOneThatGitGot(String shell) throws Exception {
		this.username = "me@example.com";
		assertThat(run(shell, "Username for 'https://granted.host': ").text()).isEqualTo("me@example.com\n");
		assertThat(run(shell, "Password for 'https://me@example.com@granted.host': ").text()).isEqualTo(SECRET + "\n");
		assertThat(run(shell, "Password for 'https://you@example.com@granted.host': "))
			.isEqualTo(new Output("", "provisionhook: the URL is ambiguous\n", 1));
	}

	@ParameterizedTest
	@MethodSource("shells")
	void refusalOfTheEndpointIsShownAndIsNoAnswer(String shell) throws Exception {
		this.endpoint.next(new StandIn.Reply(401, "provisionhook: refused (reference 0123456789abcdef)\n"),
				new StandIn.Reply(302, ""));
		assertThat(run(shell, "Username for 'https://granted.host': ")).isEqualTo(new Output("",
				"provisionhook: no credential for granted.host: provisionhook: refused (reference 0123456789abcdef)\n",
				1));
		assertThat(run(shell, "Username for 'https://granted.host': ")).isEqualTo(new Output("",
				"provisionhook: no credential for granted.host: no answer from the host application\n", 1));
		assertThat(this.endpoint.calls()).containsExactly("POST /provisionhook/credentials",
				"POST /provisionhook/credentials");
	}

	private Output run(String shell, String question) throws Exception {
		List<String> command = new ArrayList<>(List.of(shell.split(" ")));
		command.addAll(List.of(this.program.toString(), question));
		Path error = this.directory.resolve("error");
		ProcessBuilder builder = new ProcessBuilder(command).directory(this.directory.toFile())
			.redirectError(error.toFile());
		builder.environment()
			.putAll(Map.of("PROVISIONHOOK_CREDENTIALS_URL", this.endpoint.url() + "/provisionhook/credentials",
					"PROVISIONHOOK_CREDENTIALS_TOKEN", TOKEN, "PROVISIONHOOK_GIT_HOSTS", HOSTS, "http_proxy",
					"http://127.0.0.1:9"));
		Process process = builder.start();
		try (InputStream output = process.getInputStream()) {
			String text = new String(output.readAllBytes(), StandardCharsets.UTF_8);
			return new Output(text, Files.readString(error), process.waitFor());
		}
	}

	/**
	 * What the program said.
	 *
	 * @param text what it printed
	 * @param error what it printed as an error
	 * @param status how it ended
	 */
	private record Output(String text, String error, int status) {
	}

}
