/** An application that uses the starter, as its users do: it is started whole by the tests. */
@NullMarked
package dev.postrider.spring.shop;

import org.jspecify.annotations.NullMarked;
