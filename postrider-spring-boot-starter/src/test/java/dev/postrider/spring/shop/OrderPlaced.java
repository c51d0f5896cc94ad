package dev.postrider.spring.shop;

/** An event. */
public record OrderPlaced(String item, int amount) {}
