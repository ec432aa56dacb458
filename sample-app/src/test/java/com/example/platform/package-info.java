/**
 * The code of the page about host applications.
 */
@NullMarked
package com.example.platform;

import org.jspecify.annotations.NullMarked;
