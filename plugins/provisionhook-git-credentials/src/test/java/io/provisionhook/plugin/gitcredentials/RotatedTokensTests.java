package io.provisionhook.plugin.gitcredentials;

import java.time.Duration;
import java.time.Instant;
import java.util.HashSet;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;

import io.provisionhook.credential.Credential;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link RotatedTokens} and {@link GitLabTokens}.
 */
@ExtendWith(OutputCaptureExtension.class)
class RotatedTokensTests extends RotatedTokensSetUp {

	@Test
	void tokenIsUsedAsItIsWhileItIsGood() throws Exception {
		assertThat(this.plugin.ask()).isEqualTo(Credential.of("oauth2", OLD, EXPIRY));
		this.plugin.ask();
		assertThat(this.gitLab.calls()).containsExactly(LOOK);
		this.clock.plus(Duration.ofHours(1));
		this.plugin.ask();
		assertThat(this.gitLab.calls()).containsExactly(LOOK, LOOK);
	}

	@Test
	void tokenIsRotatedInTime(CapturedOutput output) throws Exception {
		this.plugin.ask();
		passToThreeDaysBeforeExpiry();
		assertThat(this.plugin.ask()).isEqualTo(Credential.of("oauth2", NEW, Instant.parse("2126-04-04T00:00:00Z")));
		assertThat(this.gitLab.accepts(OLD)).isFalse();
		assertThat(this.gitLab.accepts(NEW)).isTrue();
		assertThat(file()).hasContent(NEW);
		assertThat(this.gitLab.calls()).containsExactly(LOOK, LOOK, ROTATE);
		assertThat(this.plugin.ask().secret()).isEqualTo(NEW);
		assertThat(this.gitLab.rotations()).isEqualTo(1);
		assertThat(output)
			.contains("The token in the file '" + file() + "' was rotated; the new one expires at "
					+ "2126-04-04T00:00:00Z")
			.doesNotContain("glpat-");
	}

	@Test
	void tokenThatLivesShorterThanTheTimeBeforeItsExpiryIsRotatedInTheMiddleOfItsLife() throws Exception {
		this.plugin = Plugin.of(this.clock, "gitlab.url=" + this.gitLab.url(), "gitlab.token-file=" + file(),
				"gitlab.rotate-before=30d");
		this.clock.plus(Duration.ofDays(15));
		this.plugin.ask();
		this.plugin.ask();
		this.clock.plus(Duration.ofDays(3));
		this.plugin.ask();
		assertThat(this.gitLab.rotations()).isEqualTo(1);
		this.clock.plus(Duration.ofDays(1));
		this.plugin.ask();
		assertThat(this.gitLab.rotations()).isEqualTo(2);
	}

	@Test
	void tokenWithoutAnEndIsNotRotated() throws Exception {
		this.gitLab.expiresAt(null);
		assertThat(this.plugin.ask()).isEqualTo(Credential.of("oauth2", OLD, null));
		this.clock.plus(Duration.ofDays(900));
		assertThat(this.plugin.ask().secret()).isEqualTo(OLD);
	}

	@Test
	void tokenIsRotatedOnceForAllWhoAskAtTheSameTime() throws Exception {
		passToThreeDaysBeforeExpiry();
		assertThat(new HashSet<>(this.plugin.askAtOnce(500))).hasSize(1);
		assertThat(this.gitLab.rotations()).isEqualTo(1);
		assertThat(this.gitLab.accepts(NEW)).isTrue();
	}

}
