package io.provisionhook.plugin.gitcredentials;

/**
 * What git runs to get a credential: a function for {@code sh} that asks the host
 * application with {@code curl}, see {@code gitcredentials(7)}. git appends what it wants
 * to be done: {@code get}, or {@code erase} if a server did not accept what it got.
 * <p>
 * The token of the workspace goes to curl through a pipe and never is in an argument,
 * where {@code ps} would show it, nor in a file. curl reads no configuration of its own
 * ({@code -q}), which might have it log what it sends, and goes to no proxy. If there is
 * no credential, git is told to give up instead of asking somebody else.
 * <p>
 * With {@code erase} goes a digest of what the server did not accept, by the one program
 * that is wherever git runs: {@code git hash-object} of the token of the workspace, a
 * line feed and the password, which goes through pipes as well.
 */
final class CredentialHelper {

	/**
	 * The variable that has the URL of the endpoint.
	 */
	static final String URL = "PROVISIONHOOK_CREDENTIALS_URL";

	/**
	 * The variable that has the token of the workspace.
	 */
	static final String TOKEN = "PROVISIONHOOK_CREDENTIALS_TOKEN";

	/**
	 * The variable that has the function.
	 */
	static final String FUNCTION = "PROVISIONHOOK_GIT_HELPER";

	/**
	 * The variable that has the hosts of an askpass program, each as
	 * {@code https://host:port}, with spaces between.
	 */
	static final String HOSTS = "PROVISIONHOOK_GIT_HOSTS";

	/**
	 * The value for {@link #FUNCTION}.
	 */
	static final String DEFINITION = String.join(" ", "provisionhook() { case $1 in get|erase) ;; *) return 0;; esac;",
			"h=; n=0; o=; p=; d=;",
			"while IFS= read -r l; do case $l in host=*) h=${l#host=}; n=$((n+1));; protocol=*) o=${l#protocol=};;",
			"password=*) p=${l#password=};; esac; done;",
			"if test $n != 1; then echo 'provisionhook: git asks for none or several hosts' >&2; echo quit=1; return 0; fi;",
			"test \"$1\" = get || d=$(printf '%s\\n%s' \"$" + TOKEN
					+ "\" \"$p\" | git hash-object --stdin 2>/dev/null);",
			"r=$(printf 'header = \"Authorization: Bearer %s\"\\ndata = \"digest=%s\"\\n' \"$" + TOKEN + "\" \"$d\"",
			"| curl -q -sS -K - --proto =http,https --noproxy '*' --connect-timeout 10 --max-time 60",
			"--data \"action=$1\" --data-urlencode \"protocol=$o\" --data-urlencode \"host=$h\" \"$" + URL + "\");",
			"test \"$1\" = get || return 0;", "case $r in username=*) printf '%s\\n' \"$r\";;",
			"*) echo \"provisionhook: no credential for $h: ${r:-no answer from the host application}\" >&2;",
			"echo quit=1;;", "esac; }");

	/**
	 * The value for {@code credential.<url>.helper}, which git quotes in its errors.
	 */
	static final String COMMAND = "!eval \"$" + FUNCTION + "\"; provisionhook";

	private CredentialHelper() {
	}

}
