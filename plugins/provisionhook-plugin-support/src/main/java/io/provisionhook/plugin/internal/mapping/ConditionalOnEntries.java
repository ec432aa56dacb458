package io.provisionhook.plugin.internal.mapping;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

import org.springframework.context.annotation.Conditional;

/**
 * Matches if a property that is a map or a list has an entry, since what works with its
 * entries has nothing to do without one.
 *
 * @since 0.1.0
 */
@Target(ElementType.TYPE)
@Retention(RetentionPolicy.RUNTIME)
@Documented
@Conditional(OnEntriesCondition.class)
public @interface ConditionalOnEntries {

	/**
	 * Return the property.
	 * @return its full name
	 */
	String value();

}
