package io.provisionhook;

import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;

import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import io.provisionhook.testsupport.InstalledTool;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * Tests for {@link VariableRules} with real programs: each dangerous variable makes a
 * program run other code.
 */
class DangerousVariableProgramTests {

	@TempDir
	private Path directory;

	@ParameterizedTest
	@CsvSource(delimiter = '#', quoteCharacter = '`', value = {
			"git # GIT_EXTERNAL_DIFF # ./run # git init -q; git add file; echo two > file; git diff",
			"git # GIT_SSH # ./run # git ls-remote ssh://host.invalid/x",
			"git # GIT_SSH_COMMAND # ./run # git ls-remote ssh://host.invalid/x",
			"git # GIT_PROXY_COMMAND # ./run # git ls-remote git://host.invalid/x",
			"git # GIT_EXEC_PATH # . # git hello",
			"git # GIT_EDITOR # ./run # git init -q; git -c user.name=a -c user.email=b commit --allow-empty",
			"git # EDITOR # ./run # git init -q; git -c user.name=a -c user.email=b commit --allow-empty",
			"git # VISUAL # ./run # git init -q; TERM=xterm git -c user.name=a -c user.email=b commit --allow-empty",
			"git # GIT_ASKPASS # ./run # echo url=https://host.invalid | git credential fill",
			"git # SSH_ASKPASS # ./run # echo url=https://host.invalid | git credential fill",
			"git # GIT_CONFIG_GLOBAL # ./gitconfig # git ls-remote ssh://host.invalid/x",
			"git # GIT_CONFIG_SYSTEM # ./gitconfig # git ls-remote ssh://host.invalid/x",
			"git # GIT_CONFIG_PARAMETERS # 'core.sshCommand=./run' # git ls-remote ssh://host.invalid/x",
			"git # GIT_CONFIG_COUNT # 1 # export GIT_CONFIG_KEY_0=core.sshCommand GIT_CONFIG_VALUE_0=./run; git ls-remote ssh://host.invalid/x",
			"git # GIT_ALLOW_PROTOCOL # ext # git ls-remote ext::./run",
			"git # GIT_DIR # ./other # git init -q --bare other; git config -f other/config core.sshCommand $PWD/run; git ls-remote ssh://host.invalid/x",
			"git # GIT_TEMPLATE_DIR # ./template # git init -q; git -c user.name=a -c user.email=b commit --allow-empty -m x",
			"bash # BASH_ENV # ./rc # bash -c :", "bash # BASH_FUNC_ls%% # () { ./run; } # bash -c ls",
			"bash # PROMPT_COMMAND # ./run # echo | bash --norc -i", "bash # PS1 # $(./run) # echo | bash --norc -i",
			"bash # ENV # ./rc # echo | bash --posix -i", "busybox # ENV # ./rc # echo | busybox sh -i",
			"zsh # ZDOTDIR # ./zsh # zsh -c :", "python3 # PYTHONPATH # . # python3 -c pass",
			"perl # PERL5LIB # . # perl -e 'use strict;'", "perl # PERLLIB # . # perl -e 'use strict;'",
			"perl # PERL5OPT # -I. -Mstrict # perl -e 1", "perl # PERL5DB # BEGIN { system('./run') } # perl -d -e 1",
			"node # NODE_OPTIONS # --require ./hello.js # node -e 0",
			"node # NODE_PATH # . # node -e \"require('hello.js')\"",
			"tar # TAR_OPTIONS # --checkpoint=1 --checkpoint-action=exec=./run # tar -cf /dev/null file",
			"make # MAKEFILES # ./rules.mk # make -f /dev/null", "less # LESSOPEN # ./run %s # less file" })
	void programRunsWhatTheVariableSaysAndTheVariableIsRefused(String tool, String variable, String value,
			String script) throws Exception {
		InstalledTool.need(tool);
		assertThat(run(Map.of(), script)).as("the script alone runs it").isFalse();
		assertThat(run(Map.of(variable, value), script)).as("the variable has it run").isTrue();
		assertThatExceptionOfType(VariableRefusedException.class)
			.isThrownBy(() -> VariableRules.DEFAULT.requireWritable(variable, value))
			.withMessage("variable \"" + variable + "\" can make programs run other code and was not allowed by name");
	}

	private boolean run(Map<String, String> variables, String script) throws Exception {
		Path folder = Files.createDirectory(this.directory.resolve("with" + variables.size()));
		Path program = write(folder, "run", "#!/bin/sh\ntouch '" + folder.resolve("ran") + "'\n");
		write(folder, "git-hello", "#!/bin/sh\nexec " + program + "\n");
		write(folder, "template/hooks/pre-commit", "#!/bin/sh\nexec " + program + "\n");
		write(folder, "rc", program + "\n");
		write(folder, "zsh/.zshenv", program + "\n");
		write(folder, "gitconfig", "[core]\n\tsshCommand = " + program + "\n");
		write(folder, "sitecustomize.py", "import os\nos.system('" + program + "')\n");
		write(folder, "strict.pm", "package strict;\nsystem('" + program + "');\n1;\n");
		write(folder, "hello.js", "require('child_process').execFileSync('" + program + "')\n");
		write(folder, "rules.mk", "$(shell " + program + ")\n");
		write(folder, "file", "one\n");
		ProcessBuilder builder = new ProcessBuilder(variables.containsKey("BASH_FUNC_ls%%") ? "bash" : "sh", "-c",
				script)
			.directory(folder.toFile())
			.redirectErrorStream(true)
			.redirectOutput(folder.resolve("output").toFile());
		builder.environment().keySet().retainAll(Set.of("PATH"));
		builder.environment().putAll(Map.of("HOME", folder.toString(), "GIT_TERMINAL_PROMPT", "0"));
		variables.forEach((name, value) -> builder.environment().put(name, value.replace("./", folder + "/")));
		Process process = builder.start();
		process.getOutputStream().close();
		assertThat(process.waitFor(60, TimeUnit.SECONDS)).as(script).isTrue();
		return Files.exists(folder.resolve("ran"));
	}

	private static Path write(Path folder, String name, String text) throws Exception {
		Path file = folder.resolve(name);
		Files.createDirectories(file.getParent());
		Files.writeString(file, text);
		return Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rwxr-xr-x"));
	}

}
