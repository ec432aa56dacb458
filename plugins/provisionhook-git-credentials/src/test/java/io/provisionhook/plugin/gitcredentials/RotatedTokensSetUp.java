package io.provisionhook.plugin.gitcredentials;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

import io.provisionhook.plugin.test.SettableClock;

/**
 * What tests of rotated tokens begin with: a file with a token that GitLab accepts.
 */
@Timeout(60)
abstract class RotatedTokensSetUp {

	static final String LOOK = "GET /api/v4/personal_access_tokens/self";

	static final String ROTATE = "POST /api/v4/personal_access_tokens/self/rotate";

	static final String OLD = GitLab.token(0);

	static final String NEW = GitLab.token(1);

	static final Instant EXPIRY = Instant.parse("2126-03-31T00:00:00Z");

	final SettableClock clock = new SettableClock();

	final GitLab gitLab = new GitLab(this.clock);

	@TempDir
	Path directory;

	Plugin plugin = Plugin.of(this.clock, "token=unused");

	@BeforeEach
	void start() throws IOException {
		Files.writeString(file(), OLD);
		this.plugin = plugin();
	}

	Path file() {
		return this.directory.resolve("token");
	}

	Plugin plugin() {
		return Plugin.of(this.clock, "gitlab.url=" + this.gitLab.url(), "gitlab.token-file=" + file(),
				"gitlab.rotate-before=3d");
	}

	@AfterEach
	void close() {
		this.plugin.close();
		this.gitLab.close();
	}

	void passToThreeDaysBeforeExpiry() {
		this.clock.plus(Duration.between(this.clock.instant(), EXPIRY.minus(Duration.ofDays(3))));
	}

}
