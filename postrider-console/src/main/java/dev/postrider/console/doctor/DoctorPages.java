package dev.postrider.console.doctor;

import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Import;

/** The pages of this room. */
@Configuration(proxyBeanMethods = false)
@Import({Rounds.class, DoctorController.class, DoctorApi.class})
public class DoctorPages {}
