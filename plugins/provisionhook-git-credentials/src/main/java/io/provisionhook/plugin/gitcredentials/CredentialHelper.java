package io.provisionhook.plugin.gitcredentials;

/**
 * The credential helper of git, see {@code gitcredentials(7)}: a function for {@code sh}
 * that requests a credential from the host application with {@code curl}. git appends the
 * operation: {@code get}, or {@code erase} if a server rejected the credential.
 * <p>
 * The token of the workspace is passed to curl through a pipe. It is never in an
 * argument, where {@code ps} would show it, nor in a file. curl reads no configuration
 * file ({@code -q}), which could enable a trace of the request, and uses no proxy. If
 * there is no credential, the helper makes git quit instead of using other helpers or a
 * prompt.
 * <p>
 * {@code erase} sends a digest of the rejected password, computed by a program that is
 * available wherever git is: {@code git hash-object} of the token of the workspace, a
 * line feed and the password, which are passed through pipes too.
 */
final class CredentialHelper {

	/**
	 * Variable with the URL of the endpoint.
	 */
	static final String URL = "PROVISIONHOOK_CREDENTIALS_URL";

	/**
	 * Variable with the token of the workspace.
	 */
	static final String TOKEN = "PROVISIONHOOK_CREDENTIALS_TOKEN";

	/**
	 * Variable with the function.
	 */
	static final String FUNCTION = "PROVISIONHOOK_GIT_HELPER";

	/**
	 * Variable with the hosts of an askpass program, each as {@code https://host:port},
	 * separated by spaces.
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
