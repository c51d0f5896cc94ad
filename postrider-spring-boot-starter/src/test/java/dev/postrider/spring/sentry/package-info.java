@NullMarked
package dev.postrider.spring.sentry;

import org.jspecify.annotations.NullMarked;
