package io.provisionhook.plugin.githubappauth;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;

import org.junit.jupiter.api.AfterEach;

import io.provisionhook.EnvMutator;
import io.provisionhook.WorkspaceRequest;
import io.provisionhook.plugin.internal.test.SettableClock;
import io.provisionhook.test.FetchingEnvMutatorContract;

/**
 * Tests that {@link GitHubAppAuthMutator} keeps to the contract of a mutator.
 */
class GitHubAppAuthMutatorContractTests extends FetchingEnvMutatorContract {

	private static final String QUOTED = "ghs_quoted_by_mistake";

	private final SettableClock clock = new SettableClock();

	private final GitHub gitHub = new GitHub(this.clock).installed("orgs/acme", "99").installed("orgs/globex", "98");

	private final CountDownLatch end = new CountDownLatch(1);

	private final List<Plugin> plugins = new ArrayList<>();

	@AfterEach
	void close() {
		this.end.countDown();
		this.plugins.forEach(Plugin::close);
		this.gitHub.close();
	}

	@Override
	protected EnvMutator createMutator() {
		Plugin plugin = new Plugin(this.clock, this.gitHub.url(), "organization={tenant}",
				"repositories={label.repos}");
		this.plugins.add(plugin);
		return plugin.mutator;
	}

	@Override
	protected WorkspaceRequest request(int number) {
		return WorkspaceRequest.named("workspace-" + number)
			.tenant((number % 2 == 0) ? "acme" : "globex")
			.labels(Map.of("repos", (number % 3 == 0) ? "app" : "site,docs"))
			.build();
	}

	@Override
	protected Collection<String> secrets() {
		return List.of(TestKeys.pkcs8(), QUOTED);
	}

	@Override
	protected void makeBackendFail() {
		this.gitHub.always(GitHub.status(500, QUOTED));
	}

	@Override
	protected void makeBackendHang() {
		this.gitHub.beforeAnswer(() -> {
			try {
				this.end.await();
			}
			catch (InterruptedException ex) {
				Thread.currentThread().interrupt();
			}
		});
	}

}
