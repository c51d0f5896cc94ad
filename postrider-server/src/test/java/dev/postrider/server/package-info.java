@NullMarked
package dev.postrider.server;

import org.jspecify.annotations.NullMarked;
