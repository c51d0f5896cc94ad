/**
 * Whether both databases are as delivery needs them.
 */
@NullMarked
package dev.postrider.console.doctor;

import org.jspecify.annotations.NullMarked;
