/**
 * Gives workspaces secrets from AWS Secrets Manager.
 */
@NullMarked
package io.provisionhook.plugin.awssecretsmanager;

import org.jspecify.annotations.NullMarked;
