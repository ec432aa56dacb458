package io.provisionhook.runtime.process;

import java.nio.file.Path;
import java.util.Map;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

import io.provisionhook.testsupport.InstalledTool;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link ProcessRuntime}: a host application that ends without closing it.
 */
@EnabledOnOs(value = OS.LINUX, disabledReason = "Looks for processes in /proc")
@Timeout(300)
class ProcessShutdownTests {

	@TempDir
	private Path temporary;

	@Test
	void exitOfHostEndsWorkspaces() throws Exception {
		try (HostProcess host = HostProcess.start("exit", this.temporary, Map.of())) {
			String pids = String.valueOf(host.readLine());
			assertThat(host.awaitExit()).isZero();
			assertGone(pids);
		}
	}

	@Test
	void terminationOfHostEndsWorkspaces() throws Exception {
		try (HostProcess host = HostProcess.start("wait", this.temporary, Map.of())) {
			String pids = String.valueOf(host.readLine());
			assertThat(pids.split(" ", 0)).allMatch(Processes::isAlive);
			host.terminate();
			assertThat(host.awaitExit()).isEqualTo(143);
			assertGone(pids);
		}
	}

	@Test
	void hostThatIsInitWarnsOfZombies() throws Exception {
		InstalledTool.need("unshare");
		InstalledTool.need("unshare", ProcessUser.isRoot(), "'unshare' needs root");
		try (HostProcess host = HostProcess.startAsInit("init", this.temporary)) {
			host.readLine();
			assertThat(host.readLine())
				.isEqualTo("WARNING: This application is process 1 of its container, which would "
						+ "have to clear away the background processes of workspaces that end; they stay as zombies. Run it "
						+ "under an init: with \"docker run --init\", \"init: true\" in a Compose file, or "
						+ "\"shareProcessNamespace: true\" in a Pod");
			assertThat(host.readLine()).isEqualTo("exit code 0");
			assertThat(host.readLine()).isEqualTo("1 zombies");
			assertThat(host.awaitExit()).isZero();
		}
	}

	private void assertGone(String pids) {
		assertThat(this.temporary).isEmptyDirectory();
		assertThat(pids).matches("\\d+ \\d+");
		assertThat(pids.split(" ", 0)).noneMatch(Processes::isAlive);
	}

}
