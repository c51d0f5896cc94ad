/** Tests of the command line. */
@NullMarked
package dev.postrider.server.cli;

import org.jspecify.annotations.NullMarked;
