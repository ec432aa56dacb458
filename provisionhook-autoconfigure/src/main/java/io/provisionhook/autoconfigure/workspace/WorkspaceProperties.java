package io.provisionhook.autoconfigure.workspace;

import java.time.Duration;

import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.validation.Errors;
import org.springframework.validation.Validator;

import io.provisionhook.workspace.Reconciliation;
import io.provisionhook.workspace.WorkspaceHandler;

/**
 * Settings of the workspace handler.
 *
 * @param concurrency Maximum number of workspaces that are provisioned at the same time.
 * @param gitEmailDomain Domain of the email addresses in the git identity of workspaces.
 * @param onInterruption Action when an earlier run of the application did not finish the
 * provisioning of a workspace.
 * @param onOrphan Action when the runtime has a workspace without a record.
 * @param onHostLoss Action for a workspace of a host that is gone, if no other host
 * reaches the place where it ran.
 * @param onShutdown Action for running workspaces when the application stops, if their
 * runtime can outlive it.
 * @param retention Time before ended workspaces are deleted, including their data in the
 * runtime. If not set, they are kept.
 * @param reconciliationInterval Time before records are compared with the runtime again,
 * if a comparison was incomplete or a record could not be written.
 * @param stepTimeout Timeout of each call of a source of secrets, of the store, and of
 * calls of the runtime that only query it.
 * @param runtimeTimeout Timeout of each call of the runtime that fetches an image or
 * starts or stops a workspace.
 * @since 0.1.0
 */
@ConfigurationProperties("provisionhook.workspace")
public record WorkspaceProperties(@DefaultValue("16") int concurrency,
		@DefaultValue("workspaces.invalid") String gitEmailDomain,
		@DefaultValue("fail") Reconciliation.OnInterruption onInterruption,
		@DefaultValue("report") Reconciliation.OnOrphan onOrphan,
		@DefaultValue("fail") Reconciliation.OnHostLoss onHostLoss,
		@DefaultValue("keep") WorkspaceHandler.OnShutdown onShutdown, @Nullable Duration retention,
		@DefaultValue("5s") Duration reconciliationInterval, @DefaultValue("1m") Duration stepTimeout,
		@DefaultValue("30m") Duration runtimeTimeout) implements Validator {

	@Override
	public boolean supports(Class<?> type) {
		return type == WorkspaceProperties.class;
	}

	@Override
	public void validate(Object target, Errors errors) {
		WorkspaceProperties properties = (WorkspaceProperties) target;
		requirePositive("concurrency", properties.concurrency() > 0, errors);
		requirePositive("reconciliation-interval", properties.reconciliationInterval().compareTo(Duration.ZERO) > 0,
				errors);
		requirePositive("step-timeout", properties.stepTimeout().compareTo(Duration.ZERO) > 0, errors);
		requirePositive("runtime-timeout", properties.runtimeTimeout().compareTo(Duration.ZERO) > 0, errors);
		requirePositive("retention",
				properties.retention() == null || properties.retention().compareTo(Duration.ZERO) > 0, errors);
	}

	private static void requirePositive(String field, boolean positive, Errors errors) {
		if (!positive) {
			errors.rejectValue(field, "positive", "must be positive");
		}
	}

}
