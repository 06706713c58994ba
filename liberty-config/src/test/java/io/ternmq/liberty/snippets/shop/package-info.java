/** The application that the snippets name: shop.war. */
package io.ternmq.liberty.snippets.shop;
