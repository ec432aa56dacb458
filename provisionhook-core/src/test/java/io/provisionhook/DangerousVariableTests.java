package io.provisionhook;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.stream.Stream;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

/**
 * Tests for {@link VariableRules}: variables that make programs run other code.
 */
class DangerousVariableTests {

	private final ProvisionContext context = new ManualTime().context();

	private static final String DANGEROUS = """
			LD_PRELOAD LD_LIBRARY_PATH LD_AUDIT LD_PRELOAD_64 LD_32_PRELOAD LD_DEBUG_OUTPUT LD_ LD_RUN_PATH
			DYLD_INSERT_LIBRARIES DYLD_LIBRARY_PATH DYLD_ _RLD_LIST LDR_PRELOAD64 LIBPATH SHLIB_PATH GCONV_PATH
			GLIBC_TUNABLES LOCPATH OPENSSL_CONF OPENSSL_CONF_INCLUDE OPENSSL_ENGINES OPENSSL_MODULES KRB5_CONFIG
			GTK_MODULES GIO_EXTRA_MODULES QT_PLUGIN_PATH GST_PLUGIN_PATH GST_PLUGIN_SCANNER
			DBUS_SESSION_BUS_ADDRESS BASH_ENV ENV BASH_FUNC_ls%% BASH_FUNC_ls() BASH_FUNC_ SHELLOPTS BASHOPTS
			PROMPT_COMMAND PS1 PS4 IFS CDPATH INPUTRC ZDOTDIR FPATH GIT_EXTERNAL_DIFF GIT_SSH GIT_SSH_COMMAND
			GIT_EXEC_PATH GIT_EDITOR GIT_SEQUENCE_EDITOR GIT_PAGER GIT_ASKPASS GIT_PROXY_COMMAND GIT_CONFIG
			GIT_CONFIG_COUNT GIT_CONFIG_KEY_0 GIT_CONFIG_VALUE_17 GIT_CONFIG_PARAMETERS GIT_CONFIG_GLOBAL
			GIT_CONFIG_SYSTEM GIT_TEMPLATE_DIR GIT_DIR GIT_COMMON_DIR GIT_ALLOW_PROTOCOL GITPERLLIB
			GIT_TEST_FSMONITOR GIT_DIFFTOOL_EXTCMD PROVISIONHOOK_GIT_HELPER SSH_ASKPASS SSH_SK_PROVIDER
			SUDO_ASKPASS RSYNC_RSH SVN_SSH CVS_RSH HGRCPATH EDITOR VISUAL KUBE_EDITOR SVN_EDITOR PAGER MANPAGER
			BROWSER LESS LESSOPEN LESSCLOSE LESSKEYIN VIMINIT EXINIT EMACSLOADPATH AWKPATH AWKLIBPATH
			TAR_OPTIONS ZIPOPT WGETRC PSQLRC PYTHONPATH PYTHONHOME PYTHONSTARTUP PYTHONINSPECT PYTHONUSERBASE
			PYTHONBREAKPOINT PYTHONPYCACHEPREFIX PYTEST_ADDOPTS PYTEST_PLUGINS IPYTHONDIR CLOUDSDK_PYTHON
			ANSIBLE_CALLBACK_PLUGINS PERL5LIB PERL5OPT PERL5DB PERLLIB RUBYOPT RUBYLIB GEM_PATH GEM_HOME
			BUNDLE_GEMFILE IRBRC NODE_OPTIONS NODE_PATH NODE_REPL_EXTERNAL_MODULE BUN_OPTIONS TS_NODE_COMPILER
			YARN_YARN_PATH npm_config_node_options NPM_CONFIG_NODE_OPTIONS npm_config_node-options
			Npm_Config_Script_Shell npm_config_git npm_execpath CLASSPATH JAVA_TOOL_OPTIONS JDK_JAVA_OPTIONS
			_JAVA_OPTIONS IBM_JAVA_OPTIONS OPENJ9_JAVA_OPTIONS JAVA_OPTIONS JAVA_OPTS JAVA_OPTS_APPEND
			ES_JAVA_OPTS JVM_OPTS MAVEN_OPTS MAVEN_ARGS GRADLE_OPTS GRADLE_USER_HOME ANT_OPTS SBT_OPTS
			CATALINA_OPTS DOTNET_STARTUP_HOOKS DOTNET_ADDITIONAL_DEPS DOTNET_SHARED_STORE DOTNET_ROOT_X64
			COR_PROFILER COR_ENABLE_PROFILING COR_PROFILER_PATH_64 CORECLR_PROFILER CORECLR_PROFILER_PATH
			COMPlus_GCName MONO_PATH GOFLAGS GOENV GOCACHEPROG RUSTC_WRAPPER RUSTC_WORKSPACE_WRAPPER RUSTC
			RUSTFLAGS CARGO_BUILD_RUSTC_WRAPPER CARGO_ENCODED_RUSTFLAGS
			CARGO_TARGET_X86_64_UNKNOWN_LINUX_GNU_RUNNER CARGO_REGISTRY_GLOBAL_CREDENTIAL_PROVIDERS MAKEFLAGS
			MAKEFILES GNUMAKEFLAGS CMAKE_CXX_COMPILER_LAUNCHER CONFIG_SITE GCC_EXEC_PREFIX COMPILER_PATH
			LUA_INIT LUA_INIT_5_4 LUA_PATH LUA_CPATH_5_3 PHPRC PHP_INI_SCAN_DIR R_PROFILE R_PROFILE_USER
			R_ENVIRON R_LIBS_USER JULIA_LOAD_PATH ERL_FLAGS ERL_AFLAGS ERL_LIBS ELIXIR_ERL_OPTIONS TCLLIBPATH
			GUILE_LOAD_PATH
			""";

	private static final String FREE = """
			ld_preload MY_LD_PRELOAD LD LDAP_URL LD_SDK_KEY LD_CLIENT_SIDE_ID LD_ACCESS_TOKEN ENV_ MY_ENV
			ENVIRONMENT DYLD NODE_OPTION NODE_ENV NODE_VERSION NODE_EXTRA_CA_CERTS GIT_AUTHOR_NAME
			GIT_AUTHOR_EMAIL GIT_AUTHOR_DATE GIT_COMMITTER_NAME GIT_COMMITTER_EMAIL GIT_TERMINAL_PROMPT
			GIT_TOKEN GIT_PASSWORD GIT_USERNAME GIT_URL GIT_BRANCH GIT_COMMIT GIT_SSH_KEY GIT_SSL_CAINFO
			GIT_CONFIG_NOSYSTEM GIT_TRACE GIT_LFS_SKIP_SMUDGE GITHUB_TOKEN GH_TOKEN GITLAB_TOKEN SSH_AUTH_SOCK
			BASH BASH_FUNC PATH HOME SHELL USER LANG LC_ALL TZ TERM TMPDIR XDG_CONFIG_HOME PYTHONUNBUFFERED
			PYTHONDONTWRITEBYTECODE PYTHONHASHSEED PYTHONIOENCODING PYTHON_VERSION PIP_INDEX_URL
			PIP_EXTRA_INDEX_URL UV_INDEX_URL PERL5 RUBY_VERSION GEM_HOST_API_KEY BUNDLE_GEMS__EXAMPLE__COM
			JAVA_HOME JAVA_VERSION MAVEN_HOME GRADLE_HOME ORG_GRADLE_PROJECT_mavenUser CLASS_PATH GOPROXY
			GOPRIVATE GOPATH GOROOT GOOS GOARCH GOTOOLCHAIN CARGO_HOME CARGO_REGISTRY_TOKEN CARGO_TERM_COLOR
			RUST_LOG RUST_BACKTRACE DOTNET_CLI_TELEMETRY_OPTOUT DOTNET_NOLOGO DOTNET_ENVIRONMENT ASPNETCORE_URLS
			CORS_ORIGINS NUGET_API_KEY npm_config_registry npm_config_cache NPM_CONFIG_LOGLEVEL NPM_TOKEN
			PHP_VERSION R_VERSION ERLANG_COOKIE LUA_VERSION HTTPS_PROXY http_proxy NO_PROXY SSL_CERT_FILE
			AWS_REGION AWS_PAGER AWS_CONFIG_FILE KUBECONFIG DOCKER_CONFIG VAULT_ADDR OTEL_EXPORTER_OTLP_ENDPOINT
			OTEL_RESOURCE_ATTRIBUTES TRACEPARENT MAKE CC CXX CFLAGS OPENSSL_VERSION DATABASE_URL PS PS12
			LESSCHARSET IFS_X PROVISIONHOOK_CREDENTIALS_URL PROVISIONHOOK_GIT_HOSTS
			""";

	static Stream<String> dangerous() {
		return Stream.of(DANGEROUS.strip().split("\\s+"));
	}

	static Stream<String> free() {
		return Stream.of(FREE.strip().split("\\s+"));
	}

	@ParameterizedTest
	@MethodSource("dangerous")
	void dangerousVariableIsRefusedUnlessAllowedByName(String name) {
		Map<String, String> env = new HashMap<>();
		assertThatExceptionOfType(MutatorException.class).isThrownBy(() -> run(VariableRules.DEFAULT, name, env))
			.withMessage("provisionhook \"a\": variable \"" + name
					+ "\" can make programs run other code and was not allowed by name");
		assertThat(env).isEmpty();
		run(VariableRules.builder().allow(List.of(name)).build(), name, env);
		assertThat(env).containsOnly(Map.entry(name, "value"));
	}

	@ParameterizedTest
	@MethodSource("free")
	void similarNamesAreNotDangerous(String name) {
		Map<String, String> env = new HashMap<>();
		run(VariableRules.DEFAULT, name, env);
		assertThat(env).containsOnly(Map.entry(name, "value"));
	}

	@Test
	void sslKeyLogFileIsRefusedWithItsOwnReason() {
		assertThatExceptionOfType(MutatorException.class)
			.isThrownBy(() -> run(VariableRules.DEFAULT, "SSLKEYLOGFILE", new HashMap<>()))
			.withMessage("provisionhook \"a\": variable \"SSLKEYLOGFILE\" can make programs write down the keys of"
					+ " their connections and was not allowed by name");
	}

	@Test
	void familyIsAllowedByPattern() {
		VariableRules rules = VariableRules.builder().allow(List.of("GIT_CONFIG_*")).build();
		Map<String, String> env = new HashMap<>();
		run(rules, "GIT_CONFIG_COUNT", env);
		run(rules, "GIT_CONFIG_KEY_0", env);
		assertThat(env).containsOnlyKeys("GIT_CONFIG_COUNT", "GIT_CONFIG_KEY_0");
		assertThatExceptionOfType(MutatorException.class).isThrownBy(() -> run(rules, "GIT_SSH", env));
	}

	@Test
	void everyWriteToDangerousVariableIsRefused() {
		List<Consumer<Env>> writes = List.of((env) -> env.put("PYTHONPATH", "/x"),
				(env) -> env.putSecret("PYTHONPATH", "/x"), (env) -> env.putIfAbsent("PYTHONPATH", "/x"),
				(env) -> env.prepend("PYTHONPATH", "/x", ":"), (env) -> env.append("PYTHONPATH", "/x", ":"),
				(env) -> env.putAll(Map.of("PYTHONPATH", "/x")),
				(env) -> env.merge("PYTHONPATH", "/x", String::concat));
		assertThat(writes).allSatisfy((write) -> {
			Registry registry = new Registry();
			registry.register(EnvMutator.of("a", (context, own) -> write.accept(own)));
			assertThatExceptionOfType(MutatorException.class)
				.isThrownBy(() -> registry.run(this.context, new HashMap<>()))
				.withMessageContaining("variable \"PYTHONPATH\" can make programs run other code");
		});
	}

	@Test
	void mutatorMaySetDeclaredDangerousVariables() {
		Map<String, String> env = new HashMap<>();
		run(VariableRules.DEFAULT, new Declaring("GIT_CONFIG_COUNT", List.of("GIT_CONFIG_*")), env);
		assertThat(env).containsOnlyKeys("GIT_CONFIG_COUNT");
		assertThatExceptionOfType(MutatorException.class)
			.isThrownBy(() -> run(VariableRules.DEFAULT, new Declaring("GIT_SSH", List.of("GIT_CONFIG_*")), env))
			.withMessage("provisionhook \"declaring\": variable \"GIT_SSH\" can make programs run other code"
					+ " and was not allowed by name");
	}

	@Test
	void mutatorOfSameNameWithoutDeclarationMayNotSetThem() {
		assertThatExceptionOfType(MutatorException.class)
			.isThrownBy(() -> run(VariableRules.DEFAULT,
					EnvMutator.of("declaring", (context, env) -> env.put("GIT_CONFIG_COUNT", "1")), new HashMap<>()))
			.withMessage("provisionhook \"declaring\": variable \"GIT_CONFIG_COUNT\" can make programs run other code"
					+ " and was not allowed by name");
	}

	@Test
	void declaringDoesNotUndoProtection() {
		VariableRules rules = VariableRules.builder().protect(List.of("GIT_*")).build();
		assertThatExceptionOfType(MutatorException.class)
			.isThrownBy(() -> run(rules, new Declaring("GIT_SSH", List.of("GIT_SSH")), new HashMap<>()))
			.withMessage("provisionhook \"declaring\": variable \"GIT_SSH\" is protected");
	}

	@Test
	void dangerousVariablesIsCalledOnce() {
		Declaring mutator = new Declaring("GIT_SSH", new ArrayList<>());
		Registry registry = new Registry();
		registry.register(mutator);
		mutator.declared().add("GIT_SSH");
		assertThatExceptionOfType(MutatorException.class).isThrownBy(() -> registry.run(this.context, new HashMap<>()));
		assertThat(registry.registrations().get(0).dangerousVariables()).isEmpty();
	}

	@Test
	void invalidDeclarationIsRefusedAtRegistration() {
		assertThatIllegalArgumentException()
			.isThrownBy(() -> new Registry().register(new Declaring("A", List.of("GIT_*_X"))))
			.withMessage("'GIT_*_X' must be the name of a variable, with an asterisk at its beginning or end at most");
	}

	@Test
	void allowingOneAllowsNoOther() {
		VariableRules rules = VariableRules.builder().allow(List.of("LD_PRELOAD")).build();
		assertThatExceptionOfType(MutatorException.class).isThrownBy(() -> run(rules, "LD_AUDIT", new HashMap<>()))
			.withMessage("provisionhook \"a\": variable \"LD_AUDIT\" can make programs run other code"
					+ " and was not allowed by name");
	}

	@Test
	void allowingDoesNotUndoProtection() {
		VariableRules rules = VariableRules.builder().allow(List.of("ENV")).protect(List.of("ENV")).build();
		assertThatExceptionOfType(MutatorException.class).isThrownBy(() -> run(rules, "ENV", new HashMap<>()))
			.withMessage("provisionhook \"a\": variable \"ENV\" is protected");
	}

	@Test
	void overwriteIsRefusedAndRemovalIsAllowed() {
		Map<String, String> env = new HashMap<>(Map.of("LD_PRELOAD", "caller"));
		assertThatExceptionOfType(MutatorException.class)
			.isThrownBy(() -> run(VariableRules.DEFAULT, "LD_PRELOAD", env));
		assertThat(env).containsOnly(Map.entry("LD_PRELOAD", "caller"));
		Registry registry = new Registry();
		registry.register(EnvMutator.of("a", (context, own) -> own.remove("LD_PRELOAD")));
		registry.run(this.context, env);
		assertThat(env).isEmpty();
	}

	@Test
	void hostMaySetDangerousVariables() {
		assertThat(Env.of(Map.of("LD_PRELOAD", "caller"))).containsOnlyKeys("LD_PRELOAD");
	}

	private void run(VariableRules rules, String name, Map<String, String> env) {
		run(rules, EnvMutator.of("a", (context, own) -> own.put(name, "value")), env);
	}

	private void run(VariableRules rules, EnvMutator mutator, Map<String, String> env) {
		Registry registry = Registry.builder().rules(rules).build();
		registry.register(mutator);
		registry.run(this.context, env);
	}

	/**
	 * A mutator that is made for dangerous variables.
	 *
	 * @param variable what it sets
	 * @param declared what it declares
	 */
	private record Declaring(String variable, List<String> declared) implements EnvMutator {

		@Override
		public String name() {
			return "declaring";
		}

		@Override
		public void mutateEnv(ProvisionContext context, Env env) {
			env.put(this.variable, "value");
		}

		@Override
		public List<String> dangerousVariables() {
			return this.declared;
		}

	}

}
