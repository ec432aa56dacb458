package io.provisionhook.plugin.gitcredentials;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.boot.test.system.OutputCaptureExtension;

import io.provisionhook.WorkspaceRequest;
import io.provisionhook.testsupport.InstalledTool;
import io.provisionhook.workspace.Workspace;
import io.provisionhook.workspace.WorkspaceState;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests with real git that a server which is not granted gets no credential, whatever URL
 * leads to it. It wants a password of everybody, and writes down what it gets.
 */
@Timeout(300)
@ExtendWith(OutputCaptureExtension.class)
class ForeignServerTests {

	private static final String TOKEN = "marked-token-of-the-granted-host";

	// As git before 2.48 asks, if a distribution has not changed that
	private static final String GIT = """
			export HOME="$PWD" GIT_CONFIG_NOSYSTEM=1
			git() { command git -c credential.sanitizePrompt=false "$@"; }
			""";

	private static final List<String> USERS = List.of("%HOST%%27", "%HOST%", "%HOST%%2F", "%HOST%%27%3A%20",
			"a%40%HOST%", "a%40%HOST%%27", "%HOST%%27%3A%2F%2Fx", "http%3A%2F%2F%HOST%%27", "%HOST%%0D",
			"%HOST%%27%40%HOST%");

	@TempDir
	private Path directory;

	private final List<String> logins = new CopyOnWriteArrayList<>();

	private final List<String> requests = new CopyOnWriteArrayList<>();

	private HttpServer foreign;

	private GitServer granted;

	@BeforeEach
	void start() throws Exception {
		InstalledTool.need("git");
		InstalledTool.need("curl");
		this.foreign = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
		this.foreign.createContext("/", this::challenge);
		this.foreign.start();
		this.granted = new GitServer(Files.createDirectory(this.directory.resolve("repositories")), TOKEN::equals)
			.withRepository("demo.git");
	}

	private void challenge(HttpExchange exchange) throws IOException {
		try (exchange) {
			this.requests.add(exchange.getRequestURI().getPath());
			exchange.getRequestHeaders()
				.getOrDefault("Authorization", List.of())
				.forEach((header) -> this.logins.add(new String(
						Base64.getDecoder().decode(header.substring("Basic ".length())), StandardCharsets.UTF_8)));
			exchange.getResponseHeaders().add("WWW-Authenticate", "Basic realm=\"git\"");
			exchange.sendResponseHeaders(401, -1);
		}
	}

	@AfterEach
	void stop() {
		if (this.foreign != null) {
			this.foreign.stop(0);
		}
		if (this.granted != null) {
			this.granted.close();
		}
	}

	@Test
	void askpassWhenTheUserOfAForeignUrlLooksLikeTheGrantedHostGivesNothing() throws Exception {
		assertNothing(listAll(), askpass());
	}

	@Test
	void helperWhenTheUserOfAForeignUrlLooksLikeTheGrantedHostGivesNothing() {
		assertNothing(listAll());
	}

	@Test
	void askpassWhenASubmoduleLeadsToAForeignServerGivesNothing() throws Exception {
		assertNothing(cloneWithSubmodule(), askpass());
		assertThat(this.granted.usernames).isNotEmpty().containsOnly("agent");
	}

	@Test
	void helperWhenASubmoduleLeadsToAForeignServerGivesNothing() {
		assertNothing(cloneWithSubmodule());
		assertThat(this.granted.usernames).isNotEmpty().containsOnly("agent");
	}

	private String askpass() throws IOException {
		return "provisionhook.git-credentials.askpass=" + Askpass.install(this.directory);
	}

	private String listAll() {
		StringBuilder script = new StringBuilder(GIT);
		USERS.forEach((user) -> script.append("git ls-remote '")
			.append(foreignUrl(user))
			.append("' && echo listed || echo failed\n"));
		return script.toString();
	}

	private String cloneWithSubmodule() {
		return GIT + """
				git init --quiet work
				cd work
				printf '[submodule "sub"]\\n\\tpath = sub\\n\\turl = %%s\\n' '%s' > .gitmodules
				git add .gitmodules
				git update-index --add --cacheinfo 160000,0123456789012345678901234567890123456789,sub
				git -c user.name=a -c user.email=a@example.com commit --quiet --message Submodule
				git push --quiet '%s' HEAD:main
				cd ..
				git clone --recurse-submodules '%s' clone && echo cloned || echo failed
				""".formatted(foreignUrl("%HOST%%27"), this.granted.url("demo.git"), this.granted.url("demo.git"));
	}

	private String foreignUrl(String user) {
		return "http://" + user.replace("%HOST%", this.granted.host().replace(":", "%3A")) + "@127.0.0.1:"
				+ this.foreign.getAddress().getPort() + "/x.git";
	}

	private void assertNothing(String script, String... properties) {
		List<String> all = new ArrayList<>(List.of(properties));
		all.addAll(List.of("provisionhook.git-credentials.hosts[0].host=" + this.granted.host(),
				"provisionhook.git-credentials.hosts[0].protocol=http",
				"provisionhook.git-credentials.hosts[0].username=agent",
				"provisionhook.git-credentials.hosts[0].token=" + TOKEN));
		try (GitPlatform platform = new GitPlatform("sh", this.directory.resolve("workspaces"), script,
				all.toArray(String[]::new))) {
			Workspace ended = platform.await(platform.start(WorkspaceRequest.named("fix")), WorkspaceState.STOPPED);
			assertThat(platform.log(ended)).contains("failed\n").doesNotContain("listed\n", "cloned\n", TOKEN);
		}
		assertThat(this.requests).isNotEmpty();
		// git itself tries the user of the URL, with an empty password
		assertThat(this.logins).allSatisfy((login) -> assertThat(login).endsWith(":").doesNotContain(TOKEN));
	}

}
