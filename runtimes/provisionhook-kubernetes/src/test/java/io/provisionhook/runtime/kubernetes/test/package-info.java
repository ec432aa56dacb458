/**
 * What tests with a real Kubernetes cluster have in common, for this module and for
 * others.
 */
@NullMarked
package io.provisionhook.runtime.kubernetes.test;

import org.jspecify.annotations.NullMarked;
