/**
 * The whole service for tests: started with databases of its own, and spoken to over HTTP as any client would.
 */
@NullMarked
package dev.postrider.examples.users.service;

import org.jspecify.annotations.NullMarked;
