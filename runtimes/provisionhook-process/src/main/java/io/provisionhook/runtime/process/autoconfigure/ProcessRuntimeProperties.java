package io.provisionhook.runtime.process.autoconfigure;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;

import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.util.unit.DataSize;
import org.springframework.validation.Errors;
import org.springframework.validation.Validator;

import io.provisionhook.RequiredVariable;
import io.provisionhook.runtime.process.ProcessRuntime;

/**
 * Properties of the runtime that starts workspaces as processes.
 *
 * @param templates Commands of workspaces, by the name of the template in requests; the
 * template "default" is for requests without a template.
 * @param directory Directory that contains the directories of workspaces. A temporary
 * directory by default.
 * @param user User that workspaces run as: the name or id of one user for all workspaces,
 * or a range of ids such as 300000-365535 with one id for each workspace. Requires root
 * and setpriv. The user of the host application by default.
 * @param trustedWorkspaces Whether all workspaces run trusted code, so that there is no
 * warning if they can read the secrets of each other.
 * @param inherit Names of variables of the host application that workspaces inherit.
 * @param outputLimit Maximum size of the output of a workspace that is kept in memory.
 * @param gracePeriod Time before a workspace that does not end is killed.
 * @since 0.1.0
 */
@ConfigurationProperties("provisionhook.process")
public record ProcessRuntimeProperties(@DefaultValue Map<String, Template> templates, @Nullable Path directory,
		@Nullable String user, @DefaultValue("false") boolean trustedWorkspaces, @DefaultValue Set<String> inherit,
		@DefaultValue("256KB") DataSize outputLimit, @DefaultValue("10s") Duration gracePeriod) implements Validator {

	@Override
	public boolean supports(Class<?> type) {
		return type == ProcessRuntimeProperties.class;
	}

	@Override
	public void validate(Object target, Errors errors) {
		ProcessRuntimeProperties properties = (ProcessRuntimeProperties) target;
		requireUser("user", properties.user(), errors);
		properties.templates().forEach((name, template) -> {
			requireUser("templates[" + name + "].user", template.user(), errors);
			requireVariables("templates[" + name + "].required", template.required(), errors);
			require(!template.command().isEmpty() && !template.command().get(0).isBlank(),
					"templates[" + name + "].command", "must name a program", errors);
		});
		require(properties.inherit().stream().allMatch((name) -> name.matches("[^=*\\s]+")), "inherit",
				"must be names of variables, without a pattern or a value", errors);
		long outputLimit = properties.outputLimit().toBytes();
		require(outputLimit > 0 && outputLimit <= Integer.MAX_VALUE, "output-limit",
				"must be positive and less than 2GB", errors);
		require(!properties.gracePeriod().isNegative(), "grace-period", "must not be negative", errors);
	}

	private static void requireVariables(String field, List<String> required, Errors errors) {
		try {
			required.forEach(RequiredVariable::of);
		}
		catch (IllegalArgumentException ex) {
			errors.rejectValue(field, "required", String.valueOf(ex.getMessage()));
		}
	}

	private static void require(boolean met, String field, String problem, Errors errors) {
		if (!met) {
			errors.rejectValue(field, "invalid", problem);
		}
	}

	private static void requireUser(String field, @Nullable String user, Errors errors) {
		try {
			ProcessRuntime.builder().user(user);
		}
		catch (IllegalArgumentException ex) {
			errors.rejectValue(field, "user", String.valueOf(ex.getMessage()));
		}
	}

	/**
	 * Template of a workspace.
	 *
	 * @param command Program and its arguments.
	 * @param user User that workspaces of this template run as, or a range of ids.
	 * @param required Names of variables that a workspace requires to start; with "|"
	 * between names if one of them is sufficient.
	 */
	public record Template(@DefaultValue List<String> command, @Nullable String user,
			@DefaultValue List<String> required) {
	}

}
