/**
 * The first host application of the page about host applications.
 */
@NullMarked
package com.example.agents;

import org.jspecify.annotations.NullMarked;
