/**
 * Plugin that sets variables of workspaces to secrets of AWS Secrets Manager.
 */
@NullMarked
package io.provisionhook.plugin.awssecretsmanager;

import org.jspecify.annotations.NullMarked;
