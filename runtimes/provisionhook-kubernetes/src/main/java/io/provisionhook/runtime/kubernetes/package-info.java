/**
 * A runtime that starts workspaces as Pods of a Kubernetes cluster.
 */
@NullMarked
package io.provisionhook.runtime.kubernetes;

import org.jspecify.annotations.NullMarked;
